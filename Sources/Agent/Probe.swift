/// One attempt to reach a target; it ends once, by its own timeout at the latest.
protocol Probe: AnyObject {
  /// Starts, and calls `completion` on the loop, never before this returns.
  func start(_ completion: @escaping (ProbeResult) -> Void)
  /// Ends without a result.
  func cancel()
}
