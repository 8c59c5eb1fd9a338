import Diagnostics
import IPAddressing

/// An address that is still to be assigned.
struct Slot {
  /// What it is stored in.
  enum Place {
    case node(ID<GatewayLoadBalancer>, Int)
    case member(ID<ApplianceGroup>, Int)
    case endpoint(ID<GWLBEndpoint>)
    case natGateway(ID<NATGateway>)
    case loadBalancer(ID<LoadBalancer>, Int)
    case instance(ID<Instance>)
  }

  var place: Place
  var subnet: ID<Subnet>
  var family: AddressFamily
  /// The resource address of what gets it.
  var owner: String
  var source: SourceRange
}

extension Resolver {
  /// Every address that the topology does not write itself.
  func slots() -> [Slot] {
    var slots: [Slot] = []
    for balancer in topology.gatewayLoadBalancers {
      for (index, node) in balancer.nodes.enumerated() {
        slots.append(
          Slot(
            place: .node(balancer.id, index), subnet: node.subnet, family: .ipv4,
            owner: "\(topology.address(balancer.id))[\(topology[node.subnet].name)]",
            source: balancer.source))
      }
    }
    for group in topology.applianceGroups {
      if case .external = group.appliance { continue }
      for member in group.members {
        slots.append(
          Slot(
            place: .member(group.id, member.index), subnet: member.subnet, family: .ipv4,
            owner: "\(topology.address(group.id))[\(member.index)]", source: group.source))
      }
    }
    for endpoint in topology.gwlbEndpoints {
      slots.append(
        Slot(
          place: .endpoint(endpoint.id), subnet: endpoint.subnet, family: .ipv4,
          owner: topology.address(endpoint.id), source: endpoint.source))
    }
    for gateway in topology.natGateways {
      slots.append(
        Slot(
          place: .natGateway(gateway.id), subnet: gateway.subnet, family: .ipv4,
          owner: topology.address(gateway.id), source: gateway.source))
    }
    for balancer in topology.loadBalancers {
      for (index, node) in balancer.nodes.enumerated() {
        slots.append(
          Slot(
            place: .loadBalancer(balancer.id, index), subnet: node.subnet, family: .ipv4,
            owner: "\(topology.address(balancer.id))[\(topology[node.subnet].name)]",
            source: balancer.source))
      }
    }
    for instance in topology.instances {
      for family in AddressFamily.allCases
      where (family == .ipv4 ? instance.ipv4 : instance.ipv6) == nil {
        slots.append(
          Slot(
            place: .instance(instance.id), subnet: instance.subnet, family: family,
            owner: topology.address(instance.id), source: instance.source))
      }
    }
    return slots
  }

  /// Of the members that scaling may add to groups, beyond those that they have.
  func spareSlots() -> [Slot] {
    topology.applianceGroups.flatMap { group -> [Slot] in
      guard group.scaling != nil, group.members.count < group.size.max else { return [] }
      // What one subnet cannot hold, a subnet of so many cannot either.
      let most = min(group.size.max, group.members.count + (1 << 16))
      return (group.members.count..<most).map { index in
        Slot(
          place: .member(group.id, index), subnet: group.subnets[index % group.subnets.count],
          family: .ipv4, owner: "\(topology.address(group.id))[\(index)]", source: group.source)
      }
    }
  }

  mutating func set(_ address: IPAddress, _ place: Slot.Place) {
    switch place {
    case .node(let id, let index):
      topology.gatewayLoadBalancers[id.index].nodes[index].address = address
    case .member(let id, let index):
      topology.applianceGroups[id.index].members[index].address = address
    case .endpoint(let id): topology.gwlbEndpoints[id.index].ipv4 = address
    case .natGateway(let id): topology.natGateways[id.index].privateAddress = address
    case .loadBalancer(let id, let index):
      topology.loadBalancers[id.index].nodes[index].address = address
    case .instance(let id):
      if address.isIPv4 {
        topology.instances[id.index].ipv4 = address
      } else {
        topology.instances[id.index].ipv6 = address
      }
    }
  }
}
