import IPAddressing
import Threads
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
    let tables = Parallel.map(topology.routeTables.count, least: 1000) { stretch in
      topology.routeTables[stretch].map { Ways($0, topology.vpcs[$0.vpc.index].cidrs) }
    }.flatMap(\.self)
    for subnet in topology.subnets {
      let ways = tables[subnet.routeTable.index]
      if subnet.cidrs.allSatisfy({ ways.keepLocal($0) }) { continue }
      place[subnet.id.index] = Int32(subnets.count)
      subnets.append(subnet.id)
      routeTables.append(subnet.routeTable.rawValue)
    }
  }
}

/// What a table says of its VPC's own addresses.
private struct Ways: Sendable {
  private var local: [Prefix] = []
  private var others: [Prefix] = []

  init(_ table: RouteTable, _ cidrs: [Prefix]) {
    for route in table.routes where cidrs.contains(where: { $0.overlaps(route.destination) }) {
      // A prefix list's may be undecided.
      if route.origin == .local {
        local.append(route.destination)
      } else {
        others.append(route.destination)
      }
    }
  }

  /// Whether all of a block is surely local.
  func keepLocal(_ block: Prefix) -> Bool {
    guard let length = local.lazy.filter({ $0.contains(block) }).map(\.length).max() else {
      return false
    }
    return !others.contains { $0.length >= length && $0.overlaps(block) }
  }
}
