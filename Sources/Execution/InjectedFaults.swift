import Glibc

/// Failures on purpose, so that what follows them can be tried: `FAULT@N`, where `N` counts the
/// operations of a run from 1, or `undo-FAULT@N` for those of its rollback; several with commas.
///
/// With these, operations are executed one by one:
/// - `refuse`: the operation fails without being tried.
/// - `kill`: the process ends by SIGKILL before the operation, its intent written.
/// - `kill-after`: the process ends by SIGKILL when the operation is done, and that not yet written.
/// - `stop`: the process stops there by SIGSTOP, until somebody continues it.
///
/// With these in batches, as ever, so that others of the batch are done, or are being done on another
/// thread:
/// - `refuse-amid`, `refuse-half`: the operation fails without being tried, or when half of it is done.
/// - `kill-amid`, `kill-half`: the process ends by SIGKILL then.
///
/// `kill@begin` is where the run stands in the journal and nothing has been tried, `kill@remember`
/// where everything is in place and that is not yet written.
package struct InjectedFaults: Hashable, Sendable {
  enum Fault: String {
    case refuse, kill, stop
    case killAfter = "kill-after"
    case refuseAmid = "refuse-amid"
    case refuseHalf = "refuse-half"
    case killAmid = "kill-amid"
    case killHalf = "kill-half"

    var isInBatches: Bool {
      switch self {
      case .refuse, .kill, .stop, .killAfter: false
      case .refuseAmid, .refuseHalf, .killAmid, .killHalf: true
      }
    }
  }

  /// A step of a run that is none of its operations.
  enum Step: String {
    case begin, remember
  }

  private var doing: [Int: Fault] = [:]
  private var undoing: [Int: Fault] = [:]
  private var steps: Set<Step> = []

  package static let none = InjectedFaults()

  private init() {}

  /// Nil for a text that is none.
  package init?(_ text: String) {
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      let isUndoing = word.hasPrefix("undo-")
      let parts = word.dropFirst(isUndoing ? 5 : 0).split(separator: "@")
      guard parts.count == 2, let fault = Fault(rawValue: String(parts[0])) else { return nil }
      if fault == .kill, !isUndoing, let step = Step(rawValue: String(parts[1])) {
        steps.insert(step)
        continue
      }
      guard let number = Int(parts[1]), number > 0 else { return nil }
      if isUndoing { undoing[number] = fault } else { doing[number] = fault }
    }
  }

  package var isEmpty: Bool { doing.isEmpty && undoing.isEmpty && steps.isEmpty }

  /// Whether operations are to be executed one by one.
  var isStepwise: Bool {
    doing.values.contains { !$0.isInBatches } || undoing.values.contains { !$0.isInBatches }
  }

  /// Ends or stops the process where that is wanted.
  ///
  /// - Parameter number: Of the operation in its run, from 1.
  /// - Returns: Whether the operation is to be refused.
  func strike(at number: Int, isUndoing: Bool) -> Bool {
    switch (isUndoing ? undoing : doing)[number] {
    case .refuse?: return true
    case .kill?: kill(getpid(), SIGKILL)
    case .stop?: kill(getpid(), SIGSTOP)
    default: break
    }
    return false
  }

  /// Ends the process where that is wanted after an operation.
  func strike(after number: Int, isUndoing: Bool) {
    if (isUndoing ? undoing : doing)[number] == .killAfter { kill(getpid(), SIGKILL) }
  }

  /// Ends the process where that is wanted at a step.
  func strike(at step: Step) {
    if steps.contains(step) { kill(getpid(), SIGKILL) }
  }

  /// The work of an operation amid its batch, with what is to happen to it.
  ///
  /// - Parameter own: Makes work of the operation's own.
  func hindering(
    _ work: [[NamespaceWork]], of number: Int, isUndoing: Bool,
    _ own: (NamespaceWork.Step) -> NamespaceWork
  ) -> [[NamespaceWork]] {
    let refusal = own(.anywhere { "refused on purpose" })
    let end = own(
      .anywhere {
        kill(getpid(), SIGKILL)
        return nil
      })
    let first = work.first ?? []
    return switch (isUndoing ? undoing : doing)[number] {
    case .refuseAmid?: [[refusal]]
    case .refuseHalf?: work.count > 1 ? [first, [refusal]] : [first + [refusal]]
    case .killAmid?: [[end]]
    case .killHalf?: work.count > 1 ? [first, [end]] : [first + [end]]
    default: work
    }
  }
}
