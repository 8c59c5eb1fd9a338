package import HostState
import IPAddressing

/// Random host states from a seed: consistent, small, and so alike that two of them share much.
package struct RandomHost {
  private var random: SplitMix64
  /// One for all links of a state: a bridge follows its smallest port.
  private var mtu = 1500
  package static let topology = "random"

  package init(seed: UInt64) { random = SplitMix64(seed: seed) }

  package mutating func next() -> HostState {
    mtu = chance(0.7) ? 1500 : 1568
    var host = HostState(topology: Self.topology)
    let names = (0..<4).map { NamespaceName(rawValue: "bw.random.n\($0)") }
    for name in names where chance(0.8) { host.namespaces[name] = namespace() }
    for pair in 0..<6 { addPair(pair, to: &host, among: names) }
    for name in names where host.namespaces[name] != nil {
      host.namespaces[name].map { host.namespaces[name] = filled($0) }
    }
    return host
  }

  private mutating func namespace() -> NamespaceState {
    var state = NamespaceState(resource: chance(0.9) ? "app/vpc" : "app/other")
    state.sysctls["net/ipv4/conf/all/promote_secondaries"] = "1"
    state.sysctls["net/ipv4/ip_forward"] = chance(0.5) ? "1" : "0"
    for bridge in 0..<2 where chance(0.7) {
      state.links[LinkName(rawValue: "b\(bridge)")] = link(
        .bridge, index: 10 + number(below: 3) * 10 + bridge)
    }
    return state
  }

  private mutating func addPair(_ pair: Int, to host: inout HostState, among names: [NamespaceName])
  {
    guard chance(0.7) else { return }
    // Mostly the same two namespaces, so that the same pair exists in two states.
    let near = names[chance(0.8) ? pair % 4 : number(below: 4)]
    let far = names[chance(0.8) ? (pair + 1) % 4 : number(below: 4)]
    let (nearLink, farLink) = (LinkName(rawValue: "v\(pair)"), LinkName(rawValue: "w\(pair)"))
    guard host.namespaces[near] != nil, host.namespaces[far] != nil else { return }
    let shift = chance(0.8) ? 0 : 1
    host.namespaces[near]?.links[nearLink] = link(
      .veth(peerNamespace: far, peer: farLink), index: 100 + pair * 10 + shift)
    host.namespaces[far]?.links[farLink] = link(
      .veth(peerNamespace: near, peer: nearLink), index: 105 + pair * 10 + shift)
  }

  private mutating func link(_ kind: LinkState.Kind, index: Int) -> LinkState {
    LinkState(
      kind: kind, index: Int32(index),
      macAddress: MACAddress(bits: 0x0200_0000_0000 + UInt64(number(below: 3))),
      mtu: mtu, alias: "random/x", group: 7,
      disabledOffloads: chance(0.8) ? [] : .transmit)
  }

  private mutating func filled(_ base: NamespaceState) -> NamespaceState {
    var state = base
    let links = state.links.keys.sorted()
    let bridges = links.filter { state.links[$0]?.kind == .bridge }
    for link in links where !bridges.contains(link) && chance(0.3) {
      state.links[link]?.master = bridges.isEmpty ? nil : bridges[number(below: bridges.count)]
    }
    for link in links {
      for host in 1..<4 where chance(0.4) {
        let address = IPAddress(ipv4: 0x0a00_0000 + UInt32(host))
        state.addresses.insert(
          AddressState(link: link, address: address, prefixLength: chance(0.8) ? 24 : 25))
        guard chance(0.5) else { continue }
        let mac = MACAddress(bits: UInt64(number(below: 2)))
        state.neighbors.insert(NeighborState(link: link, address: address, macAddress: mac))
      }
    }
    state.routes = Set(RandomHost.routes(&self, links: links))
    for preference in 1..<4 where chance(0.5) {
      state.rules.insert(
        RuleState(
          family: .ipv4, preference: UInt32(preference * 100),
          inputLink: links.first, action: .lookup(table: UInt32(100 + number(below: 2)))))
    }
    if chance(0.7) {
      state.rules.insert(
        RuleState(
          family: .ipv4, preference: 5000, inputLink: .loopback, isInverted: true,
          action: .blackhole))
    }
    if chance(0.3) {
      state.absentDefaultRules.insert(DefaultRule(family: .ipv4, table: .local))
      state.rules.insert(
        RuleState(family: .ipv4, preference: 50, action: .lookup(table: RuleState.localTable)))
    }
    if chance(0.5) {
      state.nftables["inet t"] = "table inet t {\n\tchain c\(number(below: 2)) {\n\t}\n}\n"
    }
    if let link = links.first, let index = state.links[link]?.index, chance(0.5) {
      state.dataPlane = .passThrough(
        PassThroughDataPlane(
          link: link, linkIndex: index, address: IPAddress(ipv4: 0x0a64_010a),
          nodeAddresses: [IPAddress(ipv4: 0x0a64_0104)], healthPort: 80))
    }
    if chance(0.5) {
      state.processes["web"] = ProcessState(arguments: ["true", "\(number(below: 2))"])
    }
    return state
  }

  private static func routes(_ host: inout RandomHost, links: [LinkName]) -> [RouteState] {
    var routes: [RouteState.ID: RouteState] = [:]
    for _ in 0..<8 {
      let length = [0, 8, 16, 24][host.number(below: 4)]
      let prefix = Prefix(IPAddress(ipv4: 0x0a01_0100), length: length)
      let action: RouteState.Action =
        links.isEmpty || host.chance(0.3)
        ? .blackhole : .link(links[host.number(below: links.count)])
      let route = RouteState(
        table: UInt32(100 + host.number(below: 2)), destination: prefix,
        metric: host.chance(0.8) ? 1 : 9, action: action)
      routes[route.id] = route
    }
    return Array(routes.values)
  }

  private mutating func chance(_ probability: Double) -> Bool {
    Double.random(in: 0..<1, using: &random) < probability
  }

  private mutating func number(below limit: Int) -> Int {
    Int.random(in: 0..<limit, using: &random)
  }
}

extension RouteState {
  fileprivate struct ID: Hashable {
    var table: UInt32
    var destination: Prefix
    var metric: UInt32
  }

  fileprivate var id: ID { ID(table: table, destination: destination, metric: metric) }
}
