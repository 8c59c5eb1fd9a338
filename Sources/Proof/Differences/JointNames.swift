import Topology

/// What the places and services of one of two topologies are called in both.
struct JointNames: Sendable {
  /// By location.
  let places: [Int64]
  /// By endpoint, then by instance.
  let services: [Int32]
  /// By subnet.
  let subnets: [Int32]
  /// By VPC.
  let vpcs: [Int32]
  /// By NAT gateway, as places.
  let natGateways: [Int64]

  enum Side { case old, new }

  private enum Kind: Int64 {
    case host, endpoint, instance, natGateway, gateway, entry, peering, hub, exit, delivery
  }

  private static func name(_ kind: Kind, _ first: Int32, _ second: Int32 = 0) -> Int64 {
    kind.rawValue << 58 | Int64(first) << 29 | Int64(second)
  }

  init(
    _ topology: Topology, _ locations: LocationSpace, _ correspondence: Correspondence, _ side: Side
  ) {
    func joint<Element>(
      _ matching: KeyPath<Correspondence, Matching<Element>>, _ index: Int
    ) -> Int32 {
      let matching = correspondence[keyPath: matching]
      return side == .old ? matching.joint(old: index) : matching.joint(new: index)
    }
    let subnets = topology.subnets.indices.map { joint(\.subnets, $0) }
    let vpcs = topology.vpcs.indices.map { joint(\.vpcs, $0) }
    (self.subnets, self.vpcs) = (subnets, vpcs)
    var places: [Int64] = []
    places.reserveCapacity(Int(locations.count))
    places += subnets.map { Self.name(.host, $0) }
    for endpoint in topology.gwlbEndpoints {
      places.append(
        Self.name(
          .endpoint, joint(\.gwlbEndpoints, endpoint.id.index), subnets[endpoint.subnet.index]))
    }
    for instance in topology.instances {
      places.append(
        Self.name(
          .instance, joint(\.instances, instance.id.index), subnets[instance.subnet.index]))
    }
    let natGateways = topology.natGateways.map { gateway in
      Self.name(
        .natGateway, joint(\.natGateways, gateway.id.index), subnets[gateway.subnet.index])
    }
    self.natGateways = natGateways
    places += natGateways
    for vpc in vpcs {
      for gateway: Int32 in 0..<3 { places.append(Self.name(.gateway, vpc, gateway)) }
    }
    let attachments = topology.transitGatewayAttachments.indices.map { joint(\.attachments, $0) }
    for (index, attachment) in topology.transitGatewayAttachments.enumerated() {
      for subnet in attachment.subnets {
        places.append(Self.name(.entry, attachments[index], subnets[subnet.index]))
      }
    }
    for (index, peering) in topology.peerings.enumerated() {
      for vpc in [peering.vpcs.0, peering.vpcs.1] {
        places.append(Self.name(.peering, joint(\.peerings, index), vpcs[vpc.index]))
      }
    }
    let zones = topology.zones.indices.map { joint(\.zones, $0) }
    for attachment in attachments {
      for zone in zones { places.append(Self.name(.hub, attachment, zone)) }
    }
    self.places = places

    // Load balancers' and instances' numbers must not meet.
    services =
      topology.gwlbEndpoints.map { joint(\.gatewayLoadBalancers, $0.service.index) * 2 }
      + (side == .old ? correspondence.instanceServices.old : correspondence.instanceServices.new)
      .map { $0 * 2 + 1 }
  }

  func delivery(_ subnet: Int32) -> Int64 { Self.name(.delivery, subnets[Int(subnet)]) }

  func exit(_ vpc: Int32, _ gateway: LocationSpace.Gateway) -> Int64 {
    Self.name(.exit, vpcs[Int(vpc)], gateway.rawValue)
  }
}
