import Diagnostics
import Proof
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

  /// Endpoints, NAT gateways, instances in the way and appliance groups that no flow comes to.
  func unreachable() -> [Fault] {
    let targets = Set(routesToInstances().map(\.instance)).sorted()
      .filter { !topology[$0].sourceDestinationCheck }
    let places =
      topology.gwlbEndpoints.map { Location.endpoint($0.id) }
      + topology.natGateways.map { .natGateway($0.id) } + targets.map { .instance($0) }
    let idle = places.filter { !evidence.passed.contains($0) }
    let used = Set(
      topology.gwlbEndpoints.map { topology[$0.service].applianceGroup })
    return besideLosses(idle).map { place in
      self.idle(
        "no flow passes `\(topology.address(place))`\(place.isInstance ? ", a route's target" : "")",
        at: source(of: place))
    }
      + topology.applianceGroups.filter { !used.contains($0.id) }.map { group in
        self.idle("no endpoint leads to `\(topology.address(group.id))`", at: group.source)
      }
  }

  /// Without those that only flows would pass which another finding says are lost on their way.
  private func besideLosses(_ places: [Location]) -> [Location] {
    let isHindered =
      !tables(with: .prefixLists).isEmpty
      || topology.gwlbEndpoints.contains { !topology.hasAppliance(for: $0.id) }
    if places.isEmpty || !isHindered { return places }
    let proof = SymmetryProof(topology.unhindered)
    return places.filter { place in
      switch place {
      case .endpoint(let endpoint): proof.endpoints[endpoint.index] == nil
      case .natGateway(let gateway): proof.natGateways[gateway.index] == nil
      case .instance(let instance): proof.instances[instance.index] == nil
      default: true
      }
    }
  }

  private func source(of place: Location) -> SourceRange {
    switch place {
    case .endpoint(let endpoint): topology[endpoint].source
    case .natGateway(let gateway): topology[gateway].source
    case .instance(let instance): topology[instance].source
    default: preconditionFailure("only what stands in a subnet is passed or not")
    }
  }

  private func idle(_ message: String, at location: SourceRange) -> Fault {
    make(
      .unreachableEndpoint, .warning, message, at: location,
      advice: "route flows through it, or remove it")
  }
}

extension Location {
  fileprivate var isInstance: Bool { if case .instance = self { true } else { false } }
}
