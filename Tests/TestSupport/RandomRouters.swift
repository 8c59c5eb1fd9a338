package import HostState
package import IPAddressing

/// Random routers from a seed: three, connected with each other and with the world outside, with
/// endpoints of one gateway load balancer; their rules and routes are random, of either family on their
/// own, and whether each has its second endpoint.
package struct RandomRouters {
  /// Of the family that is being made.
  private var random: SplitMix64
  private var otherRandom: SplitMix64
  package static let topology = "random"
  package static let count = 3
  private static let subnets = 2
  private static let endpoints = 2
  private static let balancer = NamespaceName(rawValue: "bw.random.gwlb")
  private static let world = NamespaceName(rawValue: "bw.random.world")

  package init(seed: UInt64) {
    random = SplitMix64(seed: seed)
    otherRandom = SplitMix64(seed: ~seed)
  }

  package static func router(_ number: Int) -> NamespaceName {
    NamespaceName(rawValue: "bw.random.r\(number)")
  }

  /// Where packets come from: every subnet, and the outside.
  package static let sources: [(namespace: NamespaceName, link: LinkName)] =
    (0..<count).flatMap { number in
      ((0..<subnets).map { "s\($0)" } + ["out"]).map {
        (router(number), LinkName(rawValue: $0))
      }
    }

  /// An address in every subnet, one in none, and one outside, of each family.
  package static let destinations: [IPAddress] = AddressFamily.allCases.flatMap { family in
    ipv4Destinations.map { mirrored(Prefix($0, length: 32), family).address }
  }

  private static let ipv4Destinations: [IPAddress] =
    (0..<count).flatMap { number in
      (0...subnets).map { IPAddress(ipv4: 0x0a00_0005 + UInt32(number << 16 + $0 << 8)) }
    } + [IPAddress(ipv4: 0xc633_6401)]

  /// The same place in a network of that family.
  private static func mirrored(_ prefix: Prefix, _ family: AddressFamily) -> Prefix {
    guard family == .ipv6 else { return prefix }
    if prefix.length == 0 { return .defaultIPv6 }
    let bits = UInt128(0x2001_0db8) << 96 | UInt128(prefix.address.bits) << 64
    return Prefix(IPAddress(.ipv6, bits: bits), length: 32 + prefix.length)
  }

  /// Does the same for each family, from numbers of its own.
  private mutating func forEachFamily(_ body: (inout RandomRouters, AddressFamily) -> Void) {
    body(&self, .ipv4)
    swap(&random, &otherRandom)
    body(&self, .ipv6)
    swap(&random, &otherRandom)
  }

  package mutating func next() -> HostState {
    var host = Self.wiring
    for number in 0..<Self.count {
      if chance(0.3) { Self.removeSecondEndpoint(number, from: &host) }
      fill(number, of: &host)
    }
    return host
  }

  /// Another state of some of the routers, the others as they are.
  package mutating func changed(_ host: HostState, routers: Int) -> HostState {
    var changed = host
    for number in (0..<Self.count).shuffled(using: &random).prefix(routers) {
      change(number, of: &changed)
    }
    return changed
  }

  private static var wiring: HostState {
    var host = HostState(topology: topology)
    for name in [balancer, world] + (0..<count).map(router) {
      host.namespaces[name] = NamespaceState(resource: name.rawValue)
    }
    var index: Int32 = 10
    func connect(_ near: NamespaceName, _ link: String, _ far: NamespaceName, _ peer: String) {
      let (link, peer) = (LinkName(rawValue: link), LinkName(rawValue: peer))
      for (name, own, other, otherName) in [(near, link, far, peer), (far, peer, near, link)] {
        index += 1
        host.namespaces[name]?.links[own] = LinkState(
          kind: .veth(peerNamespace: other, peer: otherName), index: index,
          macAddress: MACAddress(bits: 0x0200_0000_0000 + UInt64(index)), mtu: 1500,
          alias: "random/x", group: 7)
      }
    }
    for number in 0..<count {
      for subnet in 0..<subnets {
        connect(router(number), "s\(subnet)", world, "end\(number)\(subnet)")
      }
      for endpoint in 0..<endpoints {
        connect(router(number), "e\(endpoint)", balancer, "g\(number)\(endpoint)")
      }
      connect(router(number), "out", world, "end\(number)o")
      for other in 0..<number { connect(router(number), "p\(other)", router(other), "p\(number)") }
    }
    let dataPlane = dataPlane(of: host)
    host.namespaces[balancer]?.dataPlane = dataPlane
    return host
  }

  /// Of the endpoints that are linked.
  private static func dataPlane(of host: HostState) -> DataPlaneState {
    let links = host.namespaces[balancer]?.links ?? [:]
    return .gatewayLoadBalancer(
      GatewayLoadBalancerDataPlane(
        endpoints: links.sorted { $0.key < $1.key }.map { link in
          GatewayLoadBalancerDataPlane.Endpoint(
            slot: Int(link.value.index), resource: link.key.rawValue, id: UInt64(link.value.index),
            attachmentID: 1, link: link.key, linkIndex: link.value.index,
            macAddress: link.value.macAddress, routerMACAddress: link.value.macAddress, zone: 0,
            mtu: 1500)
        }, nodes: [], targets: [], crossZone: false, stickiness: .fiveTuple, tcpIdleTimeout: 350,
        rebalances: false, deregistrationDelay: 300,
        healthCheck: .init(
          protocol: .tcp, port: 80, path: "/", interval: 10, timeout: 5, healthyThreshold: 5,
          unhealthyThreshold: 2)))
  }

  private static let second = LinkName(rawValue: "e1")

  private static func hasSecondEndpoint(_ number: Int, in host: HostState) -> Bool {
    host.namespaces[router(number)]?.links[second] != nil
  }

  /// With the link go its rule and the endpoint.
  private static func removeSecondEndpoint(_ number: Int, from host: inout HostState) {
    host.namespaces[router(number)]?.links[second] = nil
    host.namespaces[balancer]?.links[LinkName(rawValue: "g\(number)1")] = nil
    let dataPlane = dataPlane(of: host)
    host.namespaces[balancer]?.dataPlane = dataPlane
    let rules = host.namespaces[router(number)]?.rules ?? []
    host.namespaces[router(number)]?.rules = rules.filter { $0.inputLink != second }
  }

  private mutating func addSecondEndpoint(_ number: Int, to host: inout HostState) {
    let whole = Self.wiring
    let far = LinkName(rawValue: "g\(number)1")
    host.namespaces[Self.router(number)]?.links[Self.second] =
      whole.namespaces[Self.router(number)]?.links[Self.second]
    host.namespaces[Self.balancer]?.links[far] = whole.namespaces[Self.balancer]?.links[far]
    let dataPlane = Self.dataPlane(of: host)
    host.namespaces[Self.balancer]?.dataPlane = dataPlane
    forEachFamily { routers, family in
      host.namespaces[Self.router(number)]?.rules
        .insert(Self.rule(family, Self.second, table: routers.table(for: Self.second)))
    }
  }

  private mutating func fill(_ number: Int, of host: inout HostState) {
    let name = Self.router(number)
    host.namespaces[name]?.rules = []
    host.namespaces[name]?.routes = []
    forEachFamily { $0.fill(number, of: &host, $1) }
  }

  private mutating func fill(_ number: Int, of host: inout HostState, _ family: AddressFamily) {
    let name = Self.router(number)
    host.namespaces[name]?.rules.insert(
      RuleState(
        family: family, preference: 5000, inputLink: .loopback, isInverted: true,
        action: .blackhole))
    for link in host.namespaces[name]?.links.keys.sorted() ?? [] {
      host.namespaces[name]?.rules.insert(Self.rule(family, link, table: table(for: link)))
    }
    let hasSecond = Self.hasSecondEndpoint(number, in: host)
    for table in UInt32(100)..<104 {
      for destination in Self.prefixes(number) where chance(0.8) {
        host.namespaces[name]?.routes.insert(
          RouteState(
            table: table, destination: Self.mirrored(destination, family),
            action: action(number, destination, table, hasSecond: hasSecond, family)))
      }
      host.namespaces[name]?.routes.insert(
        RouteState(
          table: table, destination: Self.mirrored(.defaultIPv4, family), metric: .max,
          action: .blackhole))
    }
  }

  private mutating func change(_ number: Int, of host: inout HostState) {
    let rate = chance(0.5) ? 0.05 : 0.4
    if chance(0.3) {
      if Self.hasSecondEndpoint(number, in: host) {
        Self.removeSecondEndpoint(number, from: &host)
      } else {
        addSecondEndpoint(number, to: &host)
      }
    }
    forEachFamily { $0.change(number, of: &host, $1, rate: rate) }
  }

  private mutating func change(
    _ number: Int, of host: inout HostState, _ family: AddressFamily, rate: Double
  ) {
    let name = Self.router(number)
    let hasSecond = Self.hasSecondEndpoint(number, in: host)
    let rules = (host.namespaces[name]?.rules ?? []).filter { $0.family == family }
    for rule in rules.sorted() where chance(rate / 2) {
      guard let link = rule.inputLink, link != .loopback else { continue }
      host.namespaces[name]?.rules.remove(rule)
      host.namespaces[name]?.rules.insert(Self.rule(family, link, table: table(for: link)))
    }
    for table in UInt32(100)..<104 {
      for destination in Self.prefixes(number) {
        let own = Self.mirrored(destination, family)
        let routes = (host.namespaces[name]?.routes ?? []).filter {
          $0.table == table && $0.destination == own && $0.metric == 1
        }
        let isLost = !hasSecond && routes.contains { $0.action.link == Self.second }
        guard isLost || chance(rate) else { continue }
        host.namespaces[name]?.routes.subtract(routes)
        guard chance(0.8) else { continue }
        host.namespaces[name]?.routes.insert(
          RouteState(
            table: table, destination: own,
            action: action(number, destination, table, hasSecond: hasSecond, family)))
      }
    }
  }

  private static func rule(
    _ family: AddressFamily, _ link: LinkName, table: UInt32
  ) -> RuleState {
    RuleState(
      family: family, preference: 1000, inputLink: link, action: .lookup(table: table))
  }

  /// The whole, half of it, every router's, and a router's own subnets.
  private static func prefixes(_ number: Int) -> [Prefix] {
    [.defaultIPv4, Prefix(IPAddress(ipv4: 0x0a00_0000), length: 15)]
      + (0..<count).map { Prefix(IPAddress(ipv4: 0x0a00_0000 + UInt32($0 << 16)), length: 16) }
      + (0..<subnets).map {
        Prefix(IPAddress(ipv4: 0x0a00_0000 + UInt32(number << 16 + $0 << 8)), length: 24)
      }
  }

  /// What an endpoint sends back mostly takes the upper two, which mostly do not ask endpoints again.
  private mutating func table(for link: LinkName) -> UInt32 {
    let isBack = link.rawValue.hasPrefix("e") && chance(0.9)
    return isBack ? 102 + UInt32(number(below: 2)) : 100 + UInt32(number(below: 4))
  }

  /// - Parameter destination: In IPv4, whichever family it is for.
  private mutating func action(
    _ number: Int, _ destination: Prefix, _ table: UInt32, hasSecond: Bool,
    _ family: AddressFamily
  ) -> RouteState.Action {
    let subnet = Int(destination.address.bits >> 8 & 0xff)
    if destination.length == 24, chance(0.7) { return .link(LinkName(rawValue: "s\(subnet)")) }
    let peer =
      family == .ipv4
      ? IPAddress(ipv4: 0xa9fe_0001) : IPAddress(.ipv6, bits: UInt128(0xfe80) << 112 | 1)
    let other = (number + 1 + self.number(below: Self.count - 1)) % Self.count
    let all = ["e0", "e0", "e0"] + (hasSecond ? ["e1", "e1"] : [])
    let endpoints = table < 102 || chance(0.1) ? all : []
    let links = endpoints + ["p\(other)", "p\(other)", "out", "out", ""]
    let link = links[self.number(below: links.count)]
    return link.isEmpty ? .blackhole : .via(peer, LinkName(rawValue: link), onLink: true)
  }

  private mutating func chance(_ probability: Double) -> Bool {
    Double.random(in: 0..<1, using: &random) < probability
  }

  private mutating func number(below limit: Int) -> Int {
    Int.random(in: 0..<limit, using: &random)
  }
}
