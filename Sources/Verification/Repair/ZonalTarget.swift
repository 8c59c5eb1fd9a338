import Topology

/// What `KIND/NAME@zone` names: a thing of each zone.
struct ZonalTarget: Hashable, Sendable {
  enum Kind: String { case endpoint = "gwlb_endpoint", natGateway = "nat_gateway", instance }

  let kind: Kind
  let name: String

  /// As a route's target spells it.
  var spelling: String { "\(kind.rawValue)/\(name)@zone" }
}

extension Topology {
  /// Nil for what is no zone's, or is declared by itself.
  func zonalTarget(of nextHop: NextHop) -> ZonalTarget? {
    guard case .target(let target) = nextHop else { return nil }
    switch target {
    case .gwlbEndpoint(let id):
      return self[id].zonalName.map { ZonalTarget(kind: .endpoint, name: $0) }
    case .natGateway(let id):
      return self[id].zonalName.map { ZonalTarget(kind: .natGateway, name: $0) }
    case .instance(let id):
      return self[id].zonalName.map { ZonalTarget(kind: .instance, name: $0) }
    default: return nil
    }
  }

  func member(of target: ZonalTarget, in vpc: ID<VPC>, _ zone: ID<Zone>) -> RouteTarget? {
    func isMember(_ own: ID<VPC>, _ name: String?, _ subnet: ID<Subnet>) -> Bool {
      own == vpc && name == target.name && self[subnet].zone == zone
    }
    switch target.kind {
    case .endpoint:
      return gwlbEndpoints.first { isMember($0.vpc, $0.zonalName, $0.subnet) }
        .map { .gwlbEndpoint($0.id) }
    case .natGateway:
      return natGateways.first { isMember($0.vpc, $0.zonalName, $0.subnet) }
        .map { .natGateway($0.id) }
    case .instance:
      return instances.first { isMember($0.vpc, $0.zonalName, $0.subnet) }
        .map { .instance($0.id) }
    }
  }

  /// The zone of the thing that a route leads to; nil for what is in none.
  func zone(of nextHop: NextHop) -> ID<Zone>? {
    switch nextHop {
    case .target(.gwlbEndpoint(let id)): self[self[id].subnet].zone
    case .target(.natGateway(let id)): self[self[id].subnet].zone
    case .target(.instance(let id)): self[self[id].subnet].zone
    default: nil
    }
  }
}
