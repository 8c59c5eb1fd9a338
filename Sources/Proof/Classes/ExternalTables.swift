import IPAddressing
import Topology

/// Route tables as they treat what is neither in their own VPC nor in a peer: without what is of one
/// VPC alone, the tables of thousands of VPCs say the same.
struct ExternalTables<Bits: AddressBits>: Sendable {
  /// By route table; nothing is said of addresses in the VPC's own CIDRs or, where pairs are looked
  /// at one by one, of those in its peers'.
  let maps: IntervalMaps<Bits>

  init(_ topology: Topology, _ model: Model<Bits>, _ neighbourhood: Neighbourhood<Bits>) {
    let isPlain = topology.vpcs.indices.map {
      !neighbourhood.isTransit[$0] && !neighbourhood.overlaps[$0]
    }
    @Sendable func isPeers(_ prefix: Prefix, _ target: RouteTarget, _ vpc: Int) -> Bool {
      guard case .peering(let peering) = target, isPlain[vpc],
        let peer = topology.peerings[peering.index].peer(of: ID(vpc)), isPlain[peer.index]
      else { return false }
      return topology.vpcs[peer.index].cidrs.contains { $0.contains(prefix) }
    }
    maps = Flattener<Bits>.maps(topology.routeTables.count) { index, flattener in
      let table = topology.routeTables[index]
      let vpc = table.vpc.index
      let own =
        Bits.family == .ipv4 ? topology.vpcs[vpc].ipv4 : topology.vpcs[vpc].ipv6
      var hasLists = false
      for route in table.routes where route.destination.family == Bits.family {
        let destination = route.destination
        if own.contains(where: { $0.contains(destination) }) { continue }
        if route.origin.isPrefixList { hasLists = true }
        if isPeers(destination, route.target, vpc) { continue }
        Model<Bits>.add(route, model.actions.action(route.target), to: &flattener)
      }
      if hasLists {
        let undecided = RouteActions.undecided(
          table.routes.lazy.map { ($0.destination, $0.origin, $0.target) })
        Model<Bits>.addUndecided(
          undecided.filter { prefix in !own.contains { $0.contains(prefix) } }, to: &flattener)
      }
      Model<Bits>.addReserved(to: &flattener)
    }
  }
}
