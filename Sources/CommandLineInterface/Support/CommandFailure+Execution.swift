import Execution
import HostState
import Planning

extension CommandFailure {
  /// What an execution's end means for the command.
  init(_ error: ExecutionError) {
    switch error.rollback {
    case .done?:
      self.init(
        Self.status(ofRolledBack: error), "\(error)",
        help: "everything was rolled back; the host is as it was before")
    case .failed(let reason, let left, let commands)?:
      self.init(
        .rollbackFailed, Self.words(error, reason, left, commands), help: Self.goingOn)
    case .notAsked?, nil: self.init(withoutRollback: error)
    }
  }

  private static let goingOn =
    "`bumpwire apply` goes on from here, `bumpwire destroy` removes everything"

  private static func status(ofRolledBack error: ExecutionError) -> ExitStatus {
    if case .interrupted(let signal, _, _, _) = error { return Interruption.status(of: signal) }
    return .rolledBack
  }

  private init(withoutRollback error: ExecutionError) {
    switch error {
    case .interrupted(let signal, _, _, _):
      self.init(Interruption.status(of: signal), "\(error)", help: Self.goingOn)
    case .differs:
      self.init(.internalError, "\(error)", help: "`bumpwire plan` shows the difference")
    case .notBegun: self.init(.unavailable, "\(error); nothing was changed")
    case .unconfirmed:
      self.init(
        .failure, "\(error)",
        help: "the agent takes back what an earlier `apply` made; this one had nothing else to do")
    case .refused, .store, .left, .observation, .unremembered, .agent:
      self.init(.failure, "\(error)")
    }
  }

  /// What failed, why taking it back failed, what therefore is on the host, and what puts it right.
  private static func words(
    _ error: ExecutionError, _ reason: String, _ left: [Change], _ commands: [String]
  ) -> String {
    let shown = 10
    var lines = ["\(error)", "the rollback failed too" + (reason.isEmpty ? "" : ": \(reason)")]
    // A namespace says enough of what is in it.
    let namespaces = Set(
      left.filter { $0.object.kind == .namespace }.map(\.object.namespace))
    let left = left.filter {
      $0.object.kind == .namespace || !namespaces.contains($0.object.namespace)
    }
    if !left.isEmpty { lines.append("not as it was before:") }
    lines += left.prefix(shown).map { "  \($0.object.namespace): \($0.object.label)" }
    if left.count > shown { lines.append("  and \(left.count - shown) more") }
    if !commands.isEmpty { lines.append("the commands that remain:") }
    lines += commands.map { "  \($0)" }
    return lines.joined(separator: "\n")
  }
}
