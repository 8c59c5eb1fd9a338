import Execution
import Planning

/// Tells of a change of the host while it happens.
protocol ChangeReporter {
  /// What is about to be done.
  func show(_ plan: Plan, by operation: ChangeSession.Operation)
  func show(_ event: ExecutionEvent)
  /// The host is as planned, but stays so only if somebody says so in time.
  func askToConfirm(within seconds: Int)
  /// All of it was done.
  func showCompletion(of plan: Plan, by operation: ChangeSession.Operation)
}
