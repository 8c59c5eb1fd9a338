import IPAddressing
import Topology

/// One address for every class of an end's addresses.
struct Representatives: Sendable {
  let topology: Topology
  private let classes: AddressClasses
  private let space: AddressSpace
  private let taken: [ID<Subnet>: Set<IPAddress>]
  private let instances: [ID<Subnet>: [Instance]]
  private var known: [Question: [IPAddress]] = [:]
  /// By family, looked up when first asked for.
  private var outside: [AddressFamily: Lazy<[IPAddress]>] = [:]

  private struct Question: Hashable {
    let end: FlowEnd
    let family: AddressFamily
    let declared: Bool
  }

  init(_ topology: Topology) {
    self.topology = topology
    classes = AddressClasses(topology)
    space = AddressSpace(topology)
    instances = Dictionary(grouping: topology.instances, by: \.subnet).mapValues {
      $0.sorted { $0.name < $1.name }
    }
    taken = Self.takenAddresses(topology)
    let parts = self
    for family in AddressFamily.allCases { outside[family] = Lazy { parts.findInternet(family) } }
  }

  /// The same with what is asked for often looked up once, now: for who asks about all pairs.
  func remembering() -> Representatives {
    var copy = self
    let ends: [FlowEnd] = [.internet] + topology.subnets.filter(\.hosts).map { .subnet($0.id) }
    for end in ends {
      for family in AddressFamily.allCases {
        for declared in [true, false] {
          copy.known[Question(end: end, family: family, declared: declared)] =
            find(end, family, declared)
        }
      }
    }
    return copy
  }

  /// The addresses that stand for an end's in one family; empty when it has none there.
  ///
  /// - Parameter declared: whether a declared instance may stand for its subnet's hosts.
  func addresses(of end: FlowEnd, _ family: AddressFamily, declared: Bool = true) -> [IPAddress] {
    known[Question(end: end, family: family, declared: declared)] ?? find(end, family, declared)
  }

  private func find(_ end: FlowEnd, _ family: AddressFamily, _ declared: Bool) -> [IPAddress] {
    switch end {
    case .instance(let instance):
      [family == .ipv4 ? topology[instance].ipv4 : topology[instance].ipv6].compactMap { $0 }
    case .loadBalancerNode(let balancer, let node):
      family == .ipv4 ? [topology[balancer].nodes[node].address] : []
    case .internetHost(let host):
      [family == .ipv4 ? topology[host].ipv4 : topology[host].ipv6].compactMap { $0 }
    case .subnet(let subnet): hosts(of: subnet, family, declared: declared)
    case .internet: outside[family]?.value ?? []
    case .onPremises(_, let prefix): prefix.family == family ? outside(prefix) : []
    }
  }

  private func hosts(of id: ID<Subnet>, _ family: AddressFamily, declared: Bool) -> [IPAddress] {
    let subnet = topology[id]
    guard let prefix = family == .ipv4 ? subnet.ipv4 : subnet.ipv6,
      let first = prefix.first.advanced(by: 4), let last = prefix.last.advanced(by: -1),
      first <= last
    else { return [] }
    let named = (instances[id] ?? []).compactMap { family == .ipv4 ? $0.ipv4 : $0.ipv6 }
    return classes.classes(in: prefix).compactMap { stretches in
      let usable = stretches.filter { $0.overlaps(first...last) }.map {
        $0.clamped(to: first...last)
      }
      if declared, let host = named.first(where: { host in usable.contains { $0.contains(host) } })
      {
        return host
      }
      return free(in: usable, of: id)
    }
  }

  /// The lowest address that nothing is declared to have.
  private func free(in stretches: AddressClasses.Stretches, of subnet: ID<Subnet>) -> IPAddress? {
    let taken = taken[subnet] ?? []
    for stretch in stretches {
      var address: IPAddress? = stretch.lowerBound
      while let candidate = address, candidate <= stretch.upperBound {
        if !taken.contains(candidate) { return candidate }
        address = candidate.advanced(by: 1)
      }
    }
    return nil
  }

  private func findInternet(_ family: AddressFamily) -> [IPAddress] {
    let hosts = topology.internet.hosts.sorted { $0.name < $1.name }.compactMap {
      family == .ipv4 ? $0.ipv4 : $0.ipv6
    }
    let lab = family == .ipv4 ? topology.internet.ipv4 : topology.internet.ipv6
    let everything: Prefix = family == .ipv4 ? .defaultIPv4 : .defaultIPv6
    return classes.classes(in: everything).compactMap { stretches in
      let stretches = stretches.filter { space.isOnInternet($0.lowerBound) }
      if let host = hosts.first(where: { host in stretches.contains { $0.contains(host) } }) {
        return host
      }
      if let host = lab.first.advanced(by: 10), stretches.contains(where: { $0.contains(host) }) {
        return host
      }
      return stretches.first?.lowerBound
    }
  }

  /// Addresses of an attached network that no VPC has.
  private func outside(_ prefix: Prefix) -> [IPAddress] {
    classes.classes(in: prefix).compactMap { stretches in
      stretches.first { stretch in
        !topology.vpcs.contains { $0.contains(stretch.lowerBound) }
          && !AddressSpace.isNeverForwarded(stretch.lowerBound)
      }.map { stretch in
        stretch.lowerBound.advanced(by: 10).flatMap { $0 <= stretch.upperBound ? $0 : nil }
          ?? stretch.lowerBound
      }
    }
  }

  private static func takenAddresses(_ topology: Topology) -> [ID<Subnet>: Set<IPAddress>] {
    var taken: [ID<Subnet>: Set<IPAddress>] = [:]
    func take(_ address: IPAddress?, _ subnet: ID<Subnet>) {
      if let address { taken[subnet, default: []].insert(address) }
    }
    for instance in topology.instances {
      take(instance.ipv4, instance.subnet)
      take(instance.ipv6, instance.subnet)
    }
    for endpoint in topology.gwlbEndpoints { take(endpoint.ipv4, endpoint.subnet) }
    for gateway in topology.natGateways { take(gateway.privateAddress, gateway.subnet) }
    for balancer in topology.loadBalancers {
      for node in balancer.nodes { take(node.address, node.subnet) }
    }
    for balancer in topology.gatewayLoadBalancers {
      for node in balancer.nodes { take(node.address, node.subnet) }
    }
    for group in topology.applianceGroups {
      for member in group.members { take(member.address, member.subnet) }
    }
    return taken
  }
}
