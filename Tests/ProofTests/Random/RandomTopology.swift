import Diagnostics
import IPAddressing
import TestSupport
import Topology

/// Small random networks from a seed, with every construct that forwarding knows: mostly sensible
/// routes, so that flows get far, and some that are not.
struct RandomTopology {
  var random: SplitMix64
  var topology: Topology
  private var line = 0
  let zones: Int
  let withIPv6: Bool
  /// What each VPC is like; several may be alike.
  private var characters: [UInt64] = []
  /// Later addresses are given from here on, by subnet.
  var nextAddress: [Int: Int] = [:]

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
    topology = Topology(
      name: "random",
      internet: Internet(
        ipv4: Self.prefix("198.51.100.0/24"), ipv6: Self.prefix("2001:db8:ffff:ffff::/64")))
    zones = 1 + random.number(below: 3)
    withIPv6 = random.chance(0.4)
    if random.chance(0.1) {
      // Where the real internet has nothing.
      topology.internet = Internet(
        ipv4: Self.prefix("100.64.5.0/24"), ipv6: Self.prefix("fd99::/64"))
    }
  }

  static func make(seed: UInt64) -> Topology {
    var maker = RandomTopology(seed: seed)
    maker.build()
    // Drawn apart, so that every seed is the network that it always was but for this.
    maker.random = SplitMix64(seed: seed &+ 0x5E61_C3A9)
    maker.takeAppliances()
    maker.random = SplitMix64(seed: seed &+ 0x2C90_7B15)
    maker.shareAddresses()
    maker.random = SplitMix64(seed: seed &+ 0x7D14_E0B3)
    maker.takeAllAddresses()
    return maker.topology.withoutRefusedRoutes()
  }

  static func prefix(_ text: String) -> Prefix { Prefix(text) ?? .defaultIPv4 }

  mutating func source() -> SourceRange {
    line += 1
    return SourceRange(
      file: "random.yaml", start: .init(line: line, column: 1), end: .init(line: line, column: 2))
  }

  private mutating func build() {
    makeOutside()
    topology.zones = (0..<zones).map { Zone(name: ["a", "b", "c"][$0]) }
    makeService()
    let alike = random.chance(0.6) ? 0.7 : 0
    let count = 1 + random.number(below: alike > 0 ? 6 : 4)
    for _ in 0..<count {
      characters.append(
        random.chance(alike) ? characters.last ?? random.next() : random.next())
    }
    for index in 0..<count { inCharacter(of: index, 0) { $0.makeVPC(index) } }
    makeDefaultNetwork()
    makePeerings()
    makeHubs()
    for vpc in 0..<count { inCharacter(of: vpc, 1) { $0.fillTables(of: vpc) } }
    fillHubTables()
  }

  /// Hosts on the internet, and lists that routes are made from.
  private mutating func makeOutside() {
    let internet = topology.internet
    for index in 0..<random.number(below: 3) {
      topology.internet.hosts.append(
        InternetHost(
          id: ID(index), name: "h\(index)",
          ipv4: internet.ipv4.first.advanced(by: 10 + index) ?? internet.ipv4.first,
          ipv6: random.chance(0.7) ? internet.ipv6.first.advanced(by: 10 + index) : nil,
          process: nil, source: source()))
    }
    topology.prefixLists = (0..<2).map {
      PrefixList(id: ID($0), name: "l\($0)", entries: [], source: source())
    }
  }

  func character(of vpc: Int, _ purpose: UInt64) -> SplitMix64 {
    SplitMix64(seed: characters[vpc] &+ purpose)
  }

  /// Makes the choices that VPCs like this one make.
  mutating func inCharacter(
    of vpc: Int, _ purpose: UInt64, _ body: (inout RandomTopology) -> Void
  ) {
    let outer = random
    random = character(of: vpc, purpose)
    body(&self)
    random = outer
  }

  private mutating func makeService() {
    let vpc = makeEmptyVPC("provider", ["10.200.0.0/16"])
    for zone in 0..<zones {
      _ = addSubnet(vpc, "p\(zone)", "10.200.\(zone).0/24", nil, zone: zone, hosts: false)
    }
    for index in 0..<2 {
      topology.applianceGroups.append(
        ApplianceGroup(
          id: ID(index), vpc: ID(vpc), name: "g\(index)", subnets: [],
          size: .init(min: 0, desired: 0, max: 0), members: [], appliance: .passThrough,
          stickiness: .fiveTuple, stickinessSource: nil, targetFailover: .noRebalance,
          deregistrationDelay: 300,
          healthCheck: HealthCheck(
            protocol: .tcp, port: 80, path: "/", interval: 10, timeout: 5, healthyThreshold: 5,
            unhealthyThreshold: 2), scaling: nil, source: source()))
      topology.gatewayLoadBalancers.append(
        GatewayLoadBalancer(
          id: ID(index), vpc: ID(vpc), name: "s\(index)", nodes: [], crossZone: true,
          applianceGroup: ID(index), tcpIdleTimeout: 350, tcpIdleTimeoutSource: nil,
          source: source()))
    }
  }

  /// Some gateway load balancers have appliances in some zones alone, and keep to each.
  private mutating func takeAppliances() {
    for index in topology.gatewayLoadBalancers.indices where random.chance(0.12) {
      topology.gatewayLoadBalancers[index].crossZone = false
      let subnets = topology.vpcs[0].subnets.filter { _ in random.chance(0.6) }
      topology.applianceGroups[index].members = subnets.enumerated().map { place, subnet in
        .init(
          index: place, subnet: subnet,
          address: topology[subnet].ipv4?.first.advanced(by: 4) ?? IPAddress(ipv4: 0))
      }
    }
  }

  private mutating func makeEmptyVPC(_ name: String, _ cidrs: [String]) -> Int {
    let id = topology.vpcs.count
    var vpc = VPC(
      id: ID(id), name: name, mainRouteTable: ID(topology.routeTables.count), source: source())
    for cidr in cidrs.map(Self.prefix) {
      if cidr.family == .ipv4 { vpc.ipv4.append(cidr) } else { vpc.ipv6.append(cidr) }
    }
    topology.vpcs.append(vpc)
    _ = addTable(id, "main", isImplicit: true)
    return id
  }

  mutating func addTable(_ vpc: Int, _ name: String, isImplicit: Bool = false) -> Int {
    let id = topology.routeTables.count
    let source = source()
    topology.routeTables.append(
      RouteTable(
        id: ID(id), vpc: ID(vpc), name: name,
        routes: topology.vpcs[vpc].cidrs.map {
          Route(destination: $0, target: .local, origin: .local, source: source)
        }, source: source, isImplicit: isImplicit))
    topology.vpcs[vpc].routeTables.append(ID(id))
    return id
  }

  mutating func addSubnet(
    _ vpc: Int, _ name: String, _ ipv4: String, _ ipv6: String?, zone: Int, hosts: Bool
  ) -> Int {
    let id = topology.subnets.count
    let table = random.chance(0.85) ? addTable(vpc, name) : topology.vpcs[vpc].mainRouteTable.index
    topology.subnets.append(
      Subnet(
        id: ID(id), vpc: ID(vpc), name: name, zone: ID(zone), ipv4: Self.prefix(ipv4),
        ipv6: ipv6.map(Self.prefix), routeTable: ID(table), usesMainRouteTable: false,
        hosts: hosts, source: source(), associationSource: source()))
    topology.vpcs[vpc].subnets.append(ID(id))
    return id
  }

  mutating func take(_ subnet: Int) -> IPAddress? {
    let next = nextAddress[subnet] ?? 4
    nextAddress[subnet] = next + 1
    return topology.subnets[subnet].ipv4?.first.advanced(by: next)
  }

  private mutating func makeVPC(_ index: Int) {
    // Sometimes the same addresses as another VPC.
    let number = random.chance(0.08) ? 1 : index + 1
    var cidrs = ["10.\(number).0.0/16"]
    if withIPv6 { cidrs.append("2001:db8:\(number)::/56") }
    let hasSecond = random.chance(0.15)
    if hasSecond { cidrs.append("10.\(100 + number).0.0/16") }
    let vpc = makeEmptyVPC("v\(index)", cidrs)
    if random.chance(0.55) {
      topology.vpcs[vpc].internetGateway = .init(routeTable: nil, source: source())
    }
    if withIPv6, random.chance(0.3) { topology.vpcs[vpc].egressOnlyInternetGateway = source() }
    if random.chance(0.2) {
      var networks = ["192.168.0.0/16", "172.20.0.0/16", "10.0.0.0/8"].prefix(
        1 + random.number(below: 2))
      if withIPv6, random.chance(0.5) { networks.append("2600:100::/32") }
      topology.vpcs[vpc].virtualPrivateGateway = .init(
        routeTable: nil, onPremises: networks.map(Self.prefix), source: source())
    }
    for part in 0..<(2 + random.number(below: 4)) {
      _ = addSubnet(
        vpc, "n\(part)",
        "10.\(hasSecond && part > 1 ? 100 + number : number).\(part).0/\(random.chance(0.1) ? 28 : 24)",
        withIPv6 && random.chance(0.9) ? "2001:db8:\(number):\(part)::/64" : nil,
        zone: random.number(below: zones), hosts: random.chance(0.55))
    }
    makeMembers(of: vpc)
    makeEdges(of: vpc)
  }

  /// Everything outside behind a virtual private gateway, where no other way leads there.
  private mutating func makeDefaultNetwork() {
    guard !topology.vpcs.contains(where: { $0.internetGateway != nil }), random.chance(0.3) else {
      return
    }
    topology.vpcs[1].virtualPrivateGateway?.onPremises.append(.defaultIPv4)
  }

  /// The same beside internet gateways, which have these addresses too.
  private mutating func takeAllAddresses() {
    let attached = topology.vpcs.indices.filter { topology.vpcs[$0].virtualPrivateGateway != nil }
    guard topology.vpcs.contains(where: { $0.internetGateway != nil }), random.chance(0.2),
      let vpc = random.element(of: attached)
    else { return }
    topology.vpcs[vpc].virtualPrivateGateway?.onPremises.append(.defaultIPv4)
  }

  private mutating func makeEdges(of vpc: Int) {
    if topology.vpcs[vpc].internetGateway != nil, random.chance(0.6) {
      let table = addTable(vpc, "edge")
      topology.vpcs[vpc].internetGateway?.routeTable = ID(table)
    }
    if topology.vpcs[vpc].virtualPrivateGateway != nil, random.chance(0.5) {
      let table = addTable(vpc, "vedge")
      topology.vpcs[vpc].virtualPrivateGateway?.routeTable = ID(table)
    }
  }

  private mutating func makePeerings() {
    let count = topology.vpcs.count
    guard count > 2 else { return }
    for index in 0..<random.number(below: 3) {
      let first = 1 + random.number(below: count - 1)
      let second = 1 + random.number(below: count - 1)
      guard first != second else { continue }
      topology.peerings.append(
        Peering(
          id: ID(topology.peerings.count), name: "p\(index)", vpcs: (ID(first), ID(second)),
          source: source()))
    }
  }
}

extension SplitMix64 {
  mutating func number(below bound: Int) -> Int { Int(next() % UInt64(max(bound, 1))) }
  mutating func chance(_ probability: Double) -> Bool {
    Double(next() >> 11) / Double(1 << 53) < probability
  }
  mutating func element<Element>(of list: [Element]) -> Element? {
    list.isEmpty ? nil : list[number(below: list.count)]
  }
}
