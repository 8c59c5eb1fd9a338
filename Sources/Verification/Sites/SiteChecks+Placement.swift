import Diagnostics
import Topology

/// What stands in which subnet, and instances as targets.
extension SiteChecks {
  /// One table cannot lead hosts to an endpoint and the endpoint's packets on.
  func sharedSubnets() -> [Fault] {
    var attachments: [ID<Subnet>: [TransitGatewayAttachment]] = [:]
    for attachment in topology.transitGatewayAttachments {
      for subnet in attachment.subnets { attachments[subnet, default: []].append(attachment) }
    }
    return topology.gwlbEndpoints.flatMap { endpoint -> [Fault] in
      let subnet = topology[endpoint.subnet]
      var faults: [Fault] = []
      if subnet.hosts {
        faults.append(
          make(
            .endpointInAppSubnet, isHit(endpoint, by: .host(subnet.id)) ? .error : .warning,
            "`\(topology.address(endpoint.id))` shares `\(topology.address(subnet.id))` with hosts, whose packets it cannot inspect",
            at: endpoint.source, related: [.init("the subnet", at: subnet.source)],
            advice: "give the endpoint a subnet of its own"))
      }
      for attachment in attachments[subnet.id] ?? [] {
        let isHit = isHit(endpoint, by: .attachment(attachment.id, subnet.id))
        faults.append(
          make(
            .attachmentEndpointSameSubnet, isHit ? .error : .warning,
            "`\(topology.address(endpoint.id))` shares `\(topology.address(subnet.id))` with `\(topology.address(attachment.id))`: one table cannot lead to the endpoint and on from it",
            at: endpoint.source, related: [.init("the attachment", at: attachment.source)],
            advice: "give the endpoint and the attachment a subnet each"))
      }
      return faults
    }
  }

  /// Whether a flow that the endpoint inspects also begins, ends or enters in its subnet.
  private func isHit(_ endpoint: GWLBEndpoint, by location: Location) -> Bool {
    guard let (trip, _) = evidence.trip(through: endpoint.id) else { return false }
    return trip.paths.contains { path in
      let passes = path.points.contains(.endpoint(endpoint.id))
      return passes && path.steps.contains { $0.location == location }
    }
  }

  /// Instances that routes lead to and that drop what is not their own.
  func sourceDestinationChecks() -> [Fault] {
    routesToInstances().compactMap { instance, source, _ in
      guard topology[instance].sourceDestinationCheck else { return nil }
      return make(
        .sourceDestCheck, .error,
        "`\(topology.address(instance))` is a route's target and checks source and destination: it drops what is not its own",
        at: topology[instance].source,
        related: [.init("the route that sends packets to it", at: source)],
        advice: "set `source_dest_check: false` on the instance",
        candidates: [[.set(.switchOffSourceDestinationCheck(instance))]])
    }
  }

  /// An internet gateway forwards to interfaces that have a public address only.
  func edgeTargets() -> [Fault] {
    let edges = Set(topology.vpcs.compactMap { $0.internetGateway?.routeTable })
    return routesToInstances().compactMap { instance, source, table in
      guard edges.contains(table), topology[instance].publicAddress == nil else { return nil }
      return make(
        .igwNoPublicMapping, .error,
        "the internet gateway routes to `\(topology.address(instance))`, which has no public address",
        at: source, related: [.init("the instance", at: topology[instance].source)],
        advice: "give the instance a `public_address`")
    }
  }

  typealias Target = (instance: ID<Instance>, source: SourceRange, table: ID<RouteTable>)

  func routesToInstances() -> [Target] {
    tables(with: .instances).flatMap { table -> [Target] in
      guard case .routeTable(let id) = table else { return [] }
      return topology[id].routes.compactMap { route in
        guard case .instance(let instance) = route.target else { return nil }
        return (instance, route.source, id)
      }
    }
  }
}
