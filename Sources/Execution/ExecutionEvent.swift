package import Planning

/// What an execution tells while it runs, for whoever shows progress.
package enum ExecutionEvent: Sendable {
  case started(total: Int)
  /// They are written down and about to be tried, after `done` of `total`.
  case begun([Operation], done: Int, total: Int)
  /// The kernel has done them, the last ones of the `done` of `total` operations that are.
  case finished([Operation], done: Int, total: Int)
  case failed(OperationFailure)
  /// Deregistered targets, by resource, still have so many flows, and at most so many seconds.
  case draining(targets: [String], flows: Int, seconds: Int)
  /// What was done is being taken back.
  case rollingBack(total: Int)
  /// The host is read back and compared.
  case verifying
}
