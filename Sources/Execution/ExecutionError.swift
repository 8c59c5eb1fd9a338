import HostState
package import Planning
package import RunDirectory
package import StateStore

/// How an execution ended if not as planned.
package enum ExecutionError: Error, Sendable {
  /// What became of the operations that had been executed when one was refused.
  package enum Rollback: Hashable, Sendable {
    case notAsked
    case done
    /// What differs from before is still on the host.
    case failed(reason: String, left: [Change])
  }

  /// Operations were refused; nothing after them was tried.
  case refused([OperationFailure], Rollback)
  /// A signal came; what was in flight was finished and recorded.
  case interrupted(signal: Int32, done: Int, total: Int)
  /// Everything was executed, and the host is still not what it should be.
  case differs([Change])
  /// Something of the topology is left after its destruction.
  case left([String])
  /// The journal could not be written before a change; the change was not tried.
  case store(StateStoreError, Rollback)
  /// The host could not be read.
  case observation(reason: String)
  case planning(PlanningError)
  /// Everything is in place, but nobody looks after it.
  case agent(RunDirectoryError)
}

extension ExecutionError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .refused(let failures, _): failures.map(\.description).joined(separator: "\n")
    case .interrupted(let signal, let done, let total):
      "interrupted by signal \(signal) after \(done) of \(total) operations"
    case .differs(let changes):
      "the host is not as planned: "
        + changes.map { "\($0.object.namespace): \($0.object.label)" }.joined(separator: ", ")
    case .left(let things): "left after destruction: \(things.joined(separator: ", "))"
    case .store(let error, _): "\(error)"
    case .observation(let reason): "the host cannot be read: \(reason)"
    case .planning(let error): "\(error)"
    case .agent(let error): "the host is as planned, but its agent does not run: \(error)"
    }
  }
}
