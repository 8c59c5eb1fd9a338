package import HostState
package import IPAddressing

extension DataPlane {
  /// For how many seconds each target of a gateway load balancer that is being drained has been so,
  /// whichever command began it.
  package func drainingTimes(_ namespace: NamespaceName) -> [IPAddress: Double] {
    let now = KernelClock.now
    var times: [IPAddress: Double] = [:]
    for (text, start) in DataPlaneRecord.drainStarts(path: recordPath(namespace)) {
      if let address = IPAddress(text) { times[address] = max(0, now - start) }
    }
    return times
  }

  /// When the draining of each target of `desired` that is to be drained began: now, but for those
  /// that already are.
  ///
  /// Asked before `desired` is written, with the lock held.
  func drainStarts(
    _ desired: GatewayLoadBalancerDataPlane, in namespace: NamespaceName
  ) throws(DataPlaneError) -> [String: Double]? {
    let leaving = desired.targets.filter(\.isDraining)
    guard !leaving.isEmpty else { return nil }
    let now = KernelClock.now
    let draining = try TargetHealth(self, namespace)?.drainingTargets ?? []
    let earlier = DataPlaneRecord.drainStarts(path: recordPath(namespace))
    var starts: [String: Double] = [:]
    for target in leaving {
      let name = target.address.description
      starts[name] = draining.contains(target.address) ? min(now, earlier[name] ?? now) : now
    }
    return starts
  }
}
