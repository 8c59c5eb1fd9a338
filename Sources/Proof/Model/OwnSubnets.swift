import IPAddressing
import Topology

/// Subnets whose route table leads some of their own addresses elsewhere.
///
/// A packet for the subnet that it is in reaches no router, so that no table decides for it (aws-gwlb
/// 4.1): such a subnet's places have a table of their own, in which its addresses are local.
struct OwnSubnets: Sendable {
  /// In order.
  private(set) var subnets: [ID<Subnet>] = []
  /// Of each, the table that it is associated with.
  private(set) var routeTables: [Int32] = []
  /// By subnet: its place in `subnets`, -1 for those whose table says of them what is so.
  private(set) var place: [Int32]

  init(_ topology: Topology) {
    place = [Int32](repeating: -1, count: topology.subnets.count)
    let diverted = topology.routeTables.map { table -> [Prefix] in
      let cidrs = topology.vpcs[table.vpc.index].cidrs
      return table.routes.compactMap { route in
        route.target != .local && cidrs.contains { $0.contains(route.destination) }
          ? route.destination : nil
      }
    }
    for subnet in topology.subnets {
      let routes = diverted[subnet.routeTable.index]
      guard subnet.cidrs.contains(where: { cidr in routes.contains { $0.overlaps(cidr) } }) else {
        continue
      }
      place[subnet.id.index] = Int32(subnets.count)
      subnets.append(subnet.id)
      routeTables.append(subnet.routeTable.rawValue)
    }
  }
}
