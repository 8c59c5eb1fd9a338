import IPAddressing
import Topology

/// All ends of flows inside the VPCs and behind them, in one row: host-bearing subnets, networks on
/// premises, load balancer nodes.
struct Directory<Bits: AddressBits>: Sendable {
  let population: Population<Bits>
  let destinations: Destinations<Bits>
  var model: Model<Bits> { population.model }

  var networkBase: Int { population.subnets.count }
  var nodeBase: Int { networkBase + population.networks.count }
  /// How many ends there are; NAT gateways follow them as owners of destinations.
  var count: Int { nodeBase + population.nodes.count }

  init(_ population: Population<Bits>) {
    self.population = population
    let model = population.model
    var found: [Destinations<Bits>.Destination] = []
    let networkBase = population.subnets.count
    let nodeBase = networkBase + population.networks.count
    let count = nodeBase + population.nodes.count
    for (place, subnet) in population.subnets.enumerated() {
      for unit in population.units[place] where unit.hasHost {
        found.append(
          .init(
            first: unit.first, vpc: model.locations.vpc[Int(subnet)], owner: Int32(place)))
      }
    }
    for (place, network) in population.networks.enumerated() {
      for unit in population.networkUnits[place] {
        found.append(
          .init(first: unit.first, vpc: network.vpc, owner: Int32(networkBase + place)))
      }
    }
    for (place, node) in population.nodes.enumerated() {
      found.append(
        .init(
          first: node.address, vpc: model.locations.vpc[Int(node.subnet)],
          owner: Int32(nodeBase + place)))
    }
    for (index, gateway) in model.natGateways.enumerated() where Bits.family == .ipv4 {
      found.append(.init(first: gateway.address, vpc: gateway.vpc, owner: Int32(count + index)))
    }
    destinations = Destinations(found, owners: count + model.natGateways.count)
  }

  func vpc(of end: Int) -> Int32 {
    if end < networkBase { return model.locations.vpc[Int(population.subnets[end])] }
    if end < nodeBase { return population.networks[end - networkBase].vpc }
    return model.locations.vpc[Int(population.nodes[end - nodeBase].subnet)]
  }

  /// Where an end's packets are first routed.
  func start(of end: Int) -> Int32 {
    if end < networkBase { return population.subnets[end] }
    if end < nodeBase {
      return model.locations.gateway(population.networks[end - networkBase].vpc, .virtualPrivate)
    }
    return population.nodes[end - nodeBase].subnet
  }

  func party(_ end: Int, of prober: PairProber<Bits>) -> PairProber<Bits>.Party {
    if end < networkBase { return prober.hosts(end) }
    return end < nodeBase ? prober.network(end - networkBase) : prober.node(end - nodeBase)
  }
}
