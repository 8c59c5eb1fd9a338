import Diagnostics
import Topology

/// Gateway load balancers and their groups.
extension SiteChecks {
  /// Appliance mode promises symmetry to whole 5-tuples only.
  func stickiness() -> [Fault] {
    topology.gatewayLoadBalancers.compactMap { balancer in
      let group = topology[balancer.applianceGroup]
      guard group.stickiness != .fiveTuple,
        let attachment = evidence.throughApplianceMode[balancer.id]?.min()
      else { return nil }
      return make(
        .stickinessWithApplianceMode, .error,
        "`\(topology.address(group.id))` sticks to \(group.stickiness.rawValue), which does not work behind appliance mode of `\(topology.address(attachment))`",
        at: group.stickinessSource ?? group.source,
        related: [
          .init(
            "appliance mode",
            at: topology[attachment].applianceModeSource ?? topology[attachment].source)
        ],
        advice: "set `stickiness: 5_tuple`", candidates: [[.set(.stickToFiveTuple(group.id))]])
    }
  }

  /// The idle timeout can be set for 5-tuple flows only.
  func idleTimeouts() -> [Fault] {
    topology.gatewayLoadBalancers.compactMap { balancer in
      let group = topology[balancer.applianceGroup]
      guard let source = balancer.tcpIdleTimeoutSource, group.stickiness != .fiveTuple else {
        return nil
      }
      return make(
        .idleTimeoutIgnored, .warning,
        "`tcp_idle_timeout` of `\(topology.address(balancer.id))` has no effect with stickiness \(group.stickiness.rawValue)",
        at: source, related: [.init("the stickiness", at: group.stickinessSource ?? group.source)],
        advice: "remove `tcp_idle_timeout`, or set `stickiness: 5_tuple`",
        candidates: [[.set(.removeIdleTimeout(balancer.id))]])
    }
  }

  /// Without cross-zone load balancing an endpoint uses its own zone's appliances only.
  func crossZone() -> [Fault] {
    let served = Dictionary(grouping: topology.gwlbEndpoints, by: \.service)
    return topology.gatewayLoadBalancers.flatMap { balancer -> [Fault] in
      if balancer.crossZone { return [] }
      let group = topology[balancer.applianceGroup]
      // Members stand round-robin over the zones: who scales may come down to the fewest.
      let least = group.scaling == nil ? group.members.count : max(group.size.min, 1)
      let zones = Set(group.members.prefix(least).map { topology[$0.subnet].zone })
      // The members of a group of real appliances need not live in subnets of the topology.
      if case .external = group.appliance, zones.isEmpty { return [] }
      let endpoints = (served[balancer.id] ?? []).filter {
        !zones.contains(topology[$0.subnet].zone)
      }
      return endpoints.compactMap { endpoint in
        guard let (trip, pair) = evidence.trip(through: endpoint.id) else { return nil }
        let zone = topology[topology[endpoint.subnet].zone].name
        var fault = make(
          .crossZoneOffSingleAZTargets, .error,
          "`\(topology.address(group.id))` has no appliance in zone \(zone), and cross-zone load balancing is off: `\(topology.address(endpoint.id))` drops all flows",
          at: balancer.source,
          related: [
            .init("the appliances", at: group.source), .init("the endpoint", at: endpoint.source),
          ],
          advice: "set `cross_zone: true`, or let the group have members in zone \(zone)",
          candidates: [[.set(.switchOnCrossZone(balancer.id))]])
        fault.trip = trip
        fault.pair = pair
        return fault
      }
    }
  }

  /// Endpoints, NAT gateways, instances in the way and appliance groups that no flow comes to.
  func unreachable() -> [Fault] {
    let endpoints = topology.gwlbEndpoints.filter { !evidence.passed.contains(.endpoint($0.id)) }
      .map { endpoint in
        idle("no flow passes `\(topology.address(endpoint.id))`", at: endpoint.source)
      }
    let gateways = topology.natGateways.filter { !evidence.passed.contains(.natGateway($0.id)) }
      .map { gateway in
        idle("no flow passes `\(topology.address(gateway.id))`", at: gateway.source)
      }
    let instances = Set(routesToInstances().map(\.instance)).sorted()
      .filter {
        !topology[$0].sourceDestinationCheck && !evidence.passed.contains(.instance($0))
      }
      .map {
        idle("no flow passes `\(topology.address($0))`, a route's target", at: topology[$0].source)
      }
    let used = Set(
      topology.gwlbEndpoints.map { topology[$0.service].applianceGroup })
    let groups = topology.applianceGroups.filter { !used.contains($0.id) }.map { group in
      idle("no endpoint leads to `\(topology.address(group.id))`", at: group.source)
    }
    return endpoints + gateways + instances + groups
  }

  private func idle(_ message: String, at location: SourceRange) -> Fault {
    make(
      .unreachableEndpoint, .warning, message, at: location,
      advice: "route flows through it, or remove it")
  }
}
