import IPAddressing
import Topology

/// Sets of addresses that no route, CIDR or declared exception tells apart: one address of a class
/// stands for all of it, since a longest prefix match only sees which prefixes contain the address.
struct AddressClasses: Sendable {
  /// A class inside some range: its stretches, in order.
  typealias Stretches = [ClosedRange<IPAddress>]

  private let prefixes: [AddressFamily: [Prefix]]

  init(_ topology: Topology) {
    var all = Set(AddressSpace.specialIPv4 + AddressSpace.neverForwarded)
    all.insert(AddressSpace.globalIPv6)
    // The lab's own internet is like any other, unless it lies where the real one has nothing.
    let lab = topology.internet
    if AddressSpace.specialIPv4.contains(where: { $0.overlaps(lab.ipv4) }) { all.insert(lab.ipv4) }
    if !AddressSpace.globalIPv6.contains(lab.ipv6) { all.insert(lab.ipv6) }
    for vpc in topology.vpcs {
      all.formUnion(vpc.cidrs)
      all.formUnion(vpc.virtualPrivateGateway?.onPremises ?? [])
    }
    for subnet in topology.subnets { all.formUnion(subnet.cidrs) }
    for table in topology.routeTables {
      for route in table.routes {
        all.insert(route.destination)
        // An instance in the way ends what is addressed to itself.
        guard case .instance(let id) = route.target else { continue }
        all.formUnion(
          [topology[id].ipv4, topology[id].ipv6].compactMap { $0.map(Prefix.init(host:)) })
      }
    }
    for table in topology.transitGatewayRouteTables {
      all.formUnion(table.routes.map(\.destination))
    }
    for inspection in topology.inspections {
      all.formUnion(inspection.exceptions.map(\.match))
    }
    prefixes = Dictionary(grouping: all.sorted(), by: \.family)
  }

  /// The classes of a prefix's addresses, in order of their lowest.
  func classes(in range: Prefix) -> [Stretches] {
    let inner = (prefixes[range.family] ?? []).filter { $0 != range && range.contains($0) }
    var starts: Set<IPAddress> = [range.first]
    for prefix in inner {
      starts.insert(prefix.first)
      if prefix.last < range.last, let after = prefix.last.advanced(by: 1) { starts.insert(after) }
    }
    let bounds = starts.sorted()
    var order: [[Int]] = []
    var stretches: [[Int]: Stretches] = [:]
    for (index, start) in bounds.enumerated() {
      let end =
        index + 1 < bounds.count
        ? bounds[index + 1].advanced(by: -1) ?? range.last : range.last
      let signature = inner.indices.filter { inner[$0].contains(start) }
      if stretches[signature] == nil { order.append(signature) }
      stretches[signature, default: []].append(start...end)
    }
    return order.compactMap { stretches[$0] }
  }
}
