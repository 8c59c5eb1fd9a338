import Glibc
import HostState
package import Planning
package import RunDirectory
package import StateStore

/// How an execution ended if not as planned.
package enum ExecutionError: Error, Sendable {
  /// What became of the operations that had been executed when the run failed.
  package enum Rollback: Hashable, Sendable {
    case notAsked
    case done
    /// What differs from before is still on the host; the commands put it right, in their order.
    case failed(reason: String, left: [Change], commands: [String])
  }

  /// Operations were refused; nothing after them was tried.
  case refused([OperationFailure], Rollback)
  /// A signal came; what was in flight was finished and recorded.
  case interrupted(signal: Int32, done: Int, total: Int, Rollback)
  /// Everything was executed, and the host was still not what it should be.
  case differs([Change], Rollback)
  /// Something of the topology is left after its destruction, in which operations may have failed.
  case left([String], after: String?)
  /// The journal could not be written: of the batch that it lacks, all or nothing may have been done.
  case store(StateStoreError, Rollback)
  /// The journal could not be begun: nothing was changed.
  case notBegun(StateStoreError)
  /// Everything is in place, but nobody wanted to keep it.
  case unconfirmed(Rollback)
  /// The host could not be read.
  case observation(reason: String, Rollback)
  /// Everything is in place, but could not be remembered.
  case unremembered(StateStoreError)
  /// Everything is in place, but nobody looks after it.
  case agent(RunDirectoryError)
}

extension ExecutionError {
  /// What became of the changes; nil for an error that there is nothing to take back after.
  package var rollback: Rollback? {
    switch self {
    case .refused(_, let rollback), .differs(_, let rollback), .store(_, let rollback),
      .observation(_, let rollback), .unconfirmed(let rollback),
      .interrupted(_, _, _, let rollback):
      rollback
    case .left, .notBegun, .unremembered, .agent: nil
    }
  }

  func with(_ rollback: Rollback) -> ExecutionError {
    switch self {
    case .refused(let failures, _): .refused(failures, rollback)
    case .differs(let changes, _): .differs(changes, rollback)
    case .store(let error, _): .store(error, rollback)
    case .unconfirmed: .unconfirmed(rollback)
    case .observation(let reason, _): .observation(reason: reason, rollback)
    case .interrupted(let signal, let done, let total, _):
      .interrupted(signal: signal, done: done, total: total, rollback)
    case .left, .notBegun, .unremembered, .agent: self
    }
  }
}

extension ExecutionError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .refused(let failures, _): failures.map(\.description).joined(separator: "\n")
    case .interrupted(let signal, let done, let total, _):
      "interrupted (\(Self.name(of: signal))) after \(done) of \(total) operations"
    case .differs(let changes, _):
      "the host is not as planned: "
        + changes.map { "\($0.object.namespace): \($0.object.label)" }.joined(separator: ", ")
    case .left(let things, let problem):
      (problem.map { "\($0)\n" } ?? "")
        + "left after destruction: \(things.joined(separator: ", "))"
    case .store(let error, _), .notBegun(let error): "\(error)"
    case .unconfirmed: "not confirmed in time"
    case .observation(let reason, _): "the host cannot be read: \(reason)"
    case .unremembered(let error):
      "the host is as planned, but that cannot be remembered: \(error)"
    case .agent(let error): "the host is as planned, but its agent does not run: \(error)"
    }
  }

  private static func name(of signal: Int32) -> String {
    switch signal {
    case SIGHUP: "SIGHUP"
    case SIGINT: "SIGINT"
    case SIGTERM: "SIGTERM"
    default: "signal \(signal)"
    }
  }
}
