import Execution
import Planning
import Verification

/// Tells of a change of the host while it happens.
protocol ChangeReporter {
  /// What is wrong, or might be, with the topology, besides its words on standard error.
  func show(_ findings: [Finding])
  /// What is about to be done, to the topology's agent too.
  func show(_ plan: Plan, agent: Action?, by operation: ChangeSession.Operation)
  func show(_ event: ExecutionEvent)
  /// The host is as planned, but stays so only if somebody says so in time.
  func askToConfirm(within seconds: Int)
  /// All of it was done.
  func showCompletion(of plan: Plan, agent: Action?, by operation: ChangeSession.Operation)
}
