import IPAddressing
import Topology

/// Sets of addresses that no route, CIDR or declared exception tells apart: one address of a class
/// stands for all of it, since a longest prefix match only sees which prefixes contain the address.
struct AddressClasses: Sendable {
  /// A class inside some range: its stretches, in order.
  typealias Stretches = [ClosedRange<IPAddress>]

  private let prefixes: [AddressFamily: [Prefix]]

  init(_ topology: Topology) {
    var all = AddressSpace.specialIPv4 + AddressSpace.neverForwarded + [AddressSpace.globalIPv6]
    // The lab's own internet is like any other, unless it lies where the real one has nothing.
    let lab = topology.internet
    if AddressSpace.specialIPv4.contains(where: { $0.overlaps(lab.ipv4) }) { all.append(lab.ipv4) }
    if !AddressSpace.globalIPv6.contains(lab.ipv6) { all.append(lab.ipv6) }
    for vpc in topology.vpcs {
      all += vpc.cidrs
      all += vpc.virtualPrivateGateway?.onPremises ?? []
    }
    for subnet in topology.subnets {
      if let cidr = subnet.ipv4 { all.append(cidr) }
      if let cidr = subnet.ipv6 { all.append(cidr) }
    }
    for address in Self.declared(whereOthersHaveThem: topology)
      + Self.declared(besideDefaultNetworks: topology)
    {
      all.append(Prefix(host: address))
    }
    var recent = RecentPrefixes()
    for table in topology.routeTables {
      for route in table.routes {
        if recent.insert(route.destination) { all.append(route.destination) }
        // An instance in the way ends what is addressed to itself.
        guard case .instance(let id) = route.target else { continue }
        all += [topology[id].ipv4, topology[id].ipv6].compactMap { $0.map(Prefix.init(host:)) }
      }
    }
    for table in topology.transitGatewayRouteTables {
      for route in table.routes where recent.insert(route.destination) {
        all.append(route.destination)
      }
    }
    for inspection in topology.inspections {
      all += inspection.exceptions.map(\.match)
    }
    var prefixes: [AddressFamily: [Prefix]] = [.ipv4: [], .ipv6: []]
    for prefix in all.sorted() where prefixes[prefix.family]?.last != prefix {
      prefixes[prefix.family]?.append(prefix)
    }
    self.prefixes = prefixes
  }

  /// Addresses of what one VPC declares, and another VPC has too: there a host with one of these is
  /// taken for what is declared.
  private static func declared(whereOthersHaveThem topology: Topology) -> [IPAddress] {
    let cidrs = topology.vpcs.flatMap { vpc in vpc.ipv4.map { ($0, vpc.id) } }
      .sorted { $0.0 < $1.0 }
    // A prefix that contains another comes before it.
    var shared: Set<ID<VPC>> = []
    var open: [(cidr: Prefix, vpc: ID<VPC>)] = []
    for (cidr, vpc) in cidrs {
      while let top = open.last, !top.cidr.contains(cidr) { open.removeLast() }
      if let top = open.last, top.vpc != vpc { shared.formUnion([top.vpc, vpc]) }
      open.append((cidr, vpc))
    }
    if shared.isEmpty { return [] }
    let instances = topology.instances.filter { shared.contains($0.vpc) }.compactMap(\.ipv4)
    let gateways = topology.natGateways.filter { shared.contains($0.vpc) }.map(\.privateAddress)
    let nodes = topology.loadBalancers.filter { shared.contains($0.vpc) }
      .flatMap { $0.nodes.map(\.address) }
    return instances + gateways + nodes
  }

  /// Instances' addresses where packets to a network on premises may leave by an internet gateway, to
  /// which an instance without a public address is nobody: the network is all addresses, and claims none.
  private static func declared(besideDefaultNetworks topology: Topology) -> [IPAddress] {
    let networks = topology.vpcs.flatMap { $0.virtualPrivateGateway?.onPremises ?? [] }
    guard networks.contains(.defaultIPv4) else { return [] }
    return topology.instances.filter { topology[$0.vpc].internetGateway != nil }.compactMap(\.ipv4)
  }

  /// The classes of a prefix's addresses, in order of their lowest.
  ///
  /// Of prefixes that contain an address each lies inside the next, so that the innermost tells
  /// them all.
  func classes(in range: Prefix) -> [Stretches] {
    var order: [Prefix] = []
    var stretches: [Prefix: Stretches] = [:]
    var open = [range]
    var position = range.first
    func add(upTo last: IPAddress, _ innermost: Prefix) {
      if stretches[innermost] == nil { order.append(innermost) }
      stretches[innermost, default: []].append(position...last)
    }
    func close(before address: IPAddress?) {
      while let top = open.last, address.map({ top.last < $0 }) ?? true {
        open.removeLast()
        if position <= top.last { add(upTo: top.last, top) }
        guard let next = top.last.advanced(by: 1) else { return }
        position = max(position, next)
      }
    }
    for prefix in inner(of: range) {
      close(before: prefix.first)
      if let outer = open.last, let before = prefix.first.advanced(by: -1), position <= before {
        add(upTo: before, outer)
      }
      position = prefix.first
      open.append(prefix)
    }
    close(before: nil)
    return order.compactMap { stretches[$0] }
  }

  /// The known prefixes inside another, in order.
  private func inner(of range: Prefix) -> ArraySlice<Prefix> {
    let sorted = prefixes[range.family] ?? []
    let start = Self.firstIndex(in: sorted) { $0 > range }
    let end = Self.firstIndex(in: sorted) { $0.first > range.last }
    return sorted[start..<max(start, end)]
  }

  /// Where a condition begins to hold that holds for all later elements.
  private static func firstIndex(in sorted: [Prefix], where holds: (Prefix) -> Bool) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if holds(sorted[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
