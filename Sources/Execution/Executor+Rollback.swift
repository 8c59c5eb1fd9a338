import HostState
import Observation
import Planning
import StateStore

extension Executor {
  /// Takes back what was tried before an error, where that is wanted and helps, and closes the run.
  ///
  /// An interrupted run stays as it is, unless the options say otherwise, and open: the next one tells
  /// of it.
  ///
  /// - Returns: The error, with what became of the changes.
  func takeBack(
    _ execution: Execution, to before: HostState, after error: ExecutionError, _ store: StateStore,
    _ run: Int64?
  ) -> ExecutionError {
    if case .interrupted = error, !options.takesBackInterrupted { return error }
    if let run, options.rollsBack { try? store.endRun(run, .rollingBack) }
    let rollback = rollBack(execution, to: before.mended)
    // What cannot be written down now cannot be helped: the run then reads as cut off.
    if let run { try? store.endRun(run, rollback == .done ? .rolledBack : .failed) }
    return error.with(rollback)
  }

  /// Takes back what was tried, and makes sure of it: the host is read, and what is still not as
  /// before is planned and executed once more.
  private func rollBack(
    _ execution: Execution, to before: HostState
  ) -> ExecutionError.Rollback {
    guard options.rollsBack else { return .notAsked }
    var reason = ""
    do {
      let inverses = try Plan.undoing(execution.tried, topology: before.topology)
      try undo(inverses, from: execution.model)
    } catch {
      reason = "\(error)"
    }
    do {
      var observed = try observing()
      if !StateDiff(from: observed, to: before).withoutUnmakeable.isEmpty {
        let repair = try Plan(
          from: observed, to: before.withoutUnmakeable, toolVersion: "rollback")
        try undo(repair.operations, from: observed.objects)
        observed = try observing()
      }
      let left = StateDiff(from: observed, to: before)
      guard left.withoutUnmakeable.isEmpty else {
        return .failed(
          reason: reason, left: left.changes, commands: Self.commands(from: observed, to: before))
      }
      guard left.isEmpty else {
        return .failed(
          reason: "what somebody else had made is gone, and we have no words to make it again",
          left: left.changes, commands: [])
      }
      // A first apply also made what no state names: the run directory, the mount, the agent.
      let remains = before.objects.isEmpty ? sweep() : []
      guard remains.isEmpty else {
        return .failed(reason: remains.joined(separator: "; "), left: [], commands: [])
      }
    } catch {
      guard let observed = try? observing() else {
        return .failed(reason: "\(error)", left: [], commands: [])
      }
      return .failed(
        reason: "\(error)", left: StateDiff(from: observed, to: before).withoutUnmakeable,
        commands: Self.commands(from: observed, to: before))
    }
    return .done
  }

  /// What a person would type to bring the host back.
  private static func commands(from observed: HostState, to before: HostState) -> [String] {
    let plan = try? Plan(from: observed, to: before.withoutUnmakeable, toolVersion: "rollback")
    return plan?.commands ?? []
  }

  /// Without a journal: it tells what the failed run did.
  private func undo(
    _ operations: [Operation], from model: [HostObjectID: HostObject]
  ) throws(ExecutionError) {
    var undoing = Execution(executor: self, model: model, store: nil, run: nil, isUndoing: true)
    try undoing.run(operations)
  }
}

extension StateDiff {
  /// Without what we have no words to make again: it was somebody else's, or half of something.
  fileprivate var withoutUnmakeable: [Change] {
    changes.filter { change in change.after.map { $0.isMakeable(as: change.object.kind) } ?? true }
  }
}

extension HostState {
  fileprivate var withoutUnmakeable: HostState {
    HostState(topology: topology, objects: objects.filter { $1.isMakeable(as: $0.kind) })
  }
}
