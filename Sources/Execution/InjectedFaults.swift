import Glibc

/// Failures on purpose, so that what follows them can be tried: `FAULT@N`, where `N` counts the
/// operations of a run from 1, or `undo-FAULT@N` for those of its rollback; several with commas.
///
/// - `refuse`: the operation fails without being tried.
/// - `kill`: the process ends by SIGKILL before the operation, its intent written.
/// - `kill-after`: the process ends by SIGKILL when the operation is done, and that not yet written.
/// - `stop`: the process stops there by SIGSTOP, until somebody continues it.
package struct InjectedFaults: Hashable, Sendable {
  enum Fault: String {
    case refuse, kill, stop
    case killAfter = "kill-after"
  }

  private var doing: [Int: Fault] = [:]
  private var undoing: [Int: Fault] = [:]

  package static let none = InjectedFaults()

  private init() {}

  /// Nil for a text that is none.
  package init?(_ text: String) {
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      let isUndoing = word.hasPrefix("undo-")
      let parts = word.dropFirst(isUndoing ? 5 : 0).split(separator: "@")
      guard parts.count == 2, let fault = Fault(rawValue: String(parts[0])),
        let number = Int(parts[1]), number > 0
      else { return nil }
      if isUndoing { undoing[number] = fault } else { doing[number] = fault }
    }
  }

  package var isEmpty: Bool { doing.isEmpty && undoing.isEmpty }

  /// Ends or stops the process where that is wanted.
  ///
  /// - Parameter number: Of the operation in its run, from 1.
  /// - Returns: Whether the operation is to be refused.
  func strike(at number: Int, isUndoing: Bool) -> Bool {
    switch (isUndoing ? undoing : doing)[number] {
    case .refuse?: return true
    case .kill?: kill(getpid(), SIGKILL)
    case .stop?: kill(getpid(), SIGSTOP)
    case .killAfter?, nil: break
    }
    return false
  }

  /// Ends the process where that is wanted after an operation.
  func strike(after number: Int, isUndoing: Bool) {
    if (isUndoing ? undoing : doing)[number] == .killAfter { kill(getpid(), SIGKILL) }
  }
}
