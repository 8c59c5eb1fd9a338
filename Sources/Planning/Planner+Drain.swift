import HostState

extension Planner {
  /// Gives no new flow to targets that go, and lets them keep the ones that they have: they are
  /// removed, and after them their appliances, only when everything else is in place.
  ///
  /// So are endpoints that go, which routes may still point at.
  ///
  /// https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/edit-target-group-attributes.html
  ///
  /// - Returns: The data planes of gateway load balancers that have such targets or endpoints.
  mutating func drainTargets(_ pending: [HostObjectID]) -> Set<HostObjectID> {
    var draining: Set<HostObjectID> = []
    for id in pending {
      guard case .dataPlane(.gatewayLoadBalancer(let old))? = model[id],
        case .dataPlane(.gatewayLoadBalancer(var new))? = desired[id]
      else { continue }
      let leaving = old.targetsLeaving(for: new)
      let endpoints = old.endpointsLeaving(for: new)
      guard !leaving.isEmpty || !endpoints.isEmpty else { continue }
      draining.insert(id)
      if !endpoints.isEmpty {
        new.endpoints += endpoints
        new.nodes += old.nodesLeaving(for: new)
      }
      new.targets += leaving.map { target in
        var target = target
        target.isDraining = true
        return target
      }
      guard new != old else { continue }
      let names = leaving.map(\.resource).sorted().joined(separator: ", ")
      let what =
        drains
        ? "drains \(names) for at most \(new.deregistrationDelay) s"
        : "\(names) gets no new flow, and is not drained"
      emit(
        .dataPlanes, id, .dataPlane(.gatewayLoadBalancer(new)),
        because: leaving.isEmpty ? nil : what)
    }
    return draining
  }
}

extension GatewayLoadBalancerDataPlane {
  /// The targets that are removed by a change to `new` and may finish their flows: not those whose
  /// place another one takes, nor without endpoints that could still send them something.
  fileprivate func targetsLeaving(for new: GatewayLoadBalancerDataPlane) -> [Target] {
    guard new.deregistrationDelay > 0, !new.endpoints.isEmpty else { return [] }
    let slots = Set(new.targets.map(\.slot))
    let addresses = Set(new.targets.map(\.address))
    return targets.filter { !slots.contains($0.slot) && !addresses.contains($0.address) }
  }

  /// The endpoints that are removed by a change to `new`, and whose place no other one takes.
  fileprivate func endpointsLeaving(for new: GatewayLoadBalancerDataPlane) -> [Endpoint] {
    let slots = Set(new.endpoints.map(\.slot))
    let links = Set(new.endpoints.map(\.link))
    let ids = Set(new.endpoints.map(\.id))
    return endpoints.filter {
      !slots.contains($0.slot) && !links.contains($0.link) && !ids.contains($0.id)
    }
  }

  /// The nodes that such endpoints may need.
  fileprivate func nodesLeaving(for new: GatewayLoadBalancerDataPlane) -> [Node] {
    let zones = Set(new.nodes.map(\.zone))
    let links = Set(new.nodes.map(\.link))
    return nodes.filter { !zones.contains($0.zone) && !links.contains($0.link) }
  }
}
