import HostState
import IPAddressing
import RunDirectory

extension HealthChecker {
  /// The healthy targets in scope of each zone's node.
  var healthyTargets: [Int: Set<IPAddress>] {
    var result: [Int: Set<IPAddress>] = [:]
    for zone in dataPlane.zones {
      let healthy = dataPlane.targets(inScopeOf: zone).filter {
        health[HealthView(zone: zone, target: $0)]?.state == .healthy
      }
      result[zone] = Set(healthy.map(\.address))
    }
    return result
  }

  /// The targets that every node that probes them holds for unhealthy.
  var failedTargets: Set<IPAddress> {
    var failed: Set<IPAddress> = []
    var serving: Set<IPAddress> = []
    for (view, health) in health {
      if health.state == .unhealthy {
        failed.insert(view.address)
      } else {
        serving.insert(view.address)
      }
    }
    return failed.subtracting(serving)
  }

  /// Each target as each zone's node sees it; one that no node probes is unused.
  func statuses(gatewayLoadBalancer: String) -> [AgentStatus.Target] {
    let targets = dataPlane.targets.sorted { $0.slot < $1.slot }
    return targets.flatMap { target in
      let views = dataPlane.zones.compactMap { zone in
        health[HealthView(zone: zone, target: target)].map { (zone, $0) }
      }
      let seen = views.map { zone, health in
        AgentStatus.Target(
          gatewayLoadBalancer: gatewayLoadBalancer, namespace: namespace, zone: zone,
          target: target.resource, address: target.address,
          health: target.isDraining ? .draining : health.state,
          reason: health.reason, since: health.since)
      }
      guard seen.isEmpty else { return seen }
      return [
        AgentStatus.Target(
          gatewayLoadBalancer: gatewayLoadBalancer, namespace: namespace, zone: target.zone,
          target: target.resource, address: target.address, health: .unused,
          reason: "its zone has no node", since: 0)
      ]
    }
  }
}
