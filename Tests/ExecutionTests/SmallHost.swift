import HostState
import IPAddressing

/// A host of three namespaces with something of every kind that needs no BPF and no agent.
enum SmallHost {
  static let topology = "small"
  static let router = NamespaceName(rawValue: "bw.small.router")
  static let near = NamespaceName(rawValue: "bw.small.near")
  static let far = NamespaceName(rawValue: "bw.small.far")

  static var state: HostState {
    var host = HostState(topology: topology)
    host.namespaces[router] = routerState
    host.namespaces[near] = endState(
      "near", index: 20, peer: "p-near", address: "10.1.0.10", gateway: "10.1.0.1")
    host.namespaces[far] = endState(
      "far", index: 21, peer: "p-far", address: "10.2.0.10", gateway: "10.2.0.1")
    return host
  }

  /// So many further namespaces, each with a link to the router.
  static func withMore(_ count: Int) -> HostState {
    var host = state
    for number in 0..<count {
      let name = NamespaceName(rawValue: "bw.small.more\(number)")
      let port = LinkName(rawValue: "m\(number)")
      var more = endState(
        "more\(number)", index: 20, peer: port.rawValue, address: "10.3.0.10", gateway: "10.3.0.1")
      more.nftables = [:]
      host.namespaces[name] = more
      host.namespaces[router]?.links[port] = link(
        port.rawValue, .veth(peerNamespace: name, peer: LinkName(rawValue: "eth0")),
        index: Int32(1000 + number))
    }
    return host
  }

  static func link(
    _ name: String, _ kind: LinkState.Kind, index: Int32, master: LinkName? = nil
  ) -> LinkState {
    LinkState(
      kind: kind, index: index, macAddress: MACAddress(derivedFrom: name), mtu: 1500,
      master: master, alias: "small/\(name)", group: 4242)
  }

  private static var routerState: NamespaceState {
    let bridge = LinkName(rawValue: "b-near")
    var state = NamespaceState(
      resource: "vpc/router",
      // Without arp_ignore the bridge device answers for the router's address with its own MAC.
      sysctls: [
        "net/ipv4/ip_forward": "1", "net/ipv4/conf/default/rp_filter": "0",
        "net/ipv4/conf/default/arp_ignore": "1",
      ],
      links: [
        bridge: link("bridge", .bridge, index: 10),
        LinkName(rawValue: "near"): link(
          "near", .veth(peerNamespace: router, peer: LinkName(rawValue: "near_")), index: 11),
        LinkName(rawValue: "near_"): link(
          "near_", .veth(peerNamespace: router, peer: LinkName(rawValue: "near")), index: 12,
          master: bridge),
        LinkName(rawValue: "p-near"): link(
          "p-near", .veth(peerNamespace: near, peer: LinkName(rawValue: "eth0")), index: 13,
          master: bridge),
        LinkName(rawValue: "p-far"): link(
          "p-far", .veth(peerNamespace: far, peer: LinkName(rawValue: "eth0")), index: 14),
      ])
    state.links[LinkName(rawValue: "p-far")]?.disabledOffloads = .transmitUDPSegmentation
    state.links[LinkName(rawValue: "near_")]?.station = MACAddress(derivedFrom: "near")
    state.links[LinkName(rawValue: "p-near")]?.station = MACAddress(derivedFrom: "near eth0")
    state.addresses = [
      AddressState(link: "near", "10.1.0.1", 24), AddressState(link: "p-far", "10.2.0.1", 24),
      AddressState(link: "p-far", "2001:db8:2::1", 64),
    ]
    state.neighbors = [
      NeighborState(
        link: LinkName(rawValue: "p-far"), address: IPAddress(ipv4: 0x0a02_000a),
        macAddress: MACAddress(derivedFrom: "far eth0"))
    ]
    state.routes = [
      RouteState(100, "10.2.0.0/24", .link(LinkName(rawValue: "p-far"))),
      RouteState(100, "10.0.0.0/8", .blackhole), RouteState(100, "0.0.0.0/0", .blackhole),
      RouteState(101, "10.1.0.0/24", .link(LinkName(rawValue: "near"))),
      RouteState(101, "2001:db8:1::/64", .blackhole),
    ]
    state.rules = [
      RuleState(
        family: .ipv4, preference: 100, inputLink: LinkName(rawValue: "near"),
        action: .lookup(table: 100)),
      RuleState(
        family: .ipv4, preference: 100, inputLink: LinkName(rawValue: "p-far"),
        action: .lookup(table: 101)),
      RuleState(
        family: .ipv4, preference: 5000, inputLink: .loopback, isInverted: true,
        action: .blackhole),
    ]
    return state
  }

  private static func endState(
    _ resource: String, index: Int32, peer: String, address: String, gateway: String
  ) -> NamespaceState {
    let eth0 = LinkName(rawValue: "eth0")
    var state = NamespaceState(
      resource: "instance/\(resource)",
      links: [
        eth0: link(
          "\(resource) eth0", .veth(peerNamespace: router, peer: LinkName(rawValue: peer)),
          index: index)
      ])
    state.addresses = [AddressState(link: "eth0", address, 24)]
    state.routes = [
      RouteState(
        RouteState.mainTable, "0.0.0.0/0",
        .via(IPAddress(gateway) ?? IPAddress(ipv4: 0), eth0, onLink: false))
    ]
    state.nftables["inet guard"] =
      "table inet guard {\n\tchain input {\n\t\ttype filter hook input priority filter; policy accept;\n"
      + "\t\ttcp dport 22 drop\n\t}\n}\n"
    return state
  }
}

extension AddressState {
  init(link: String, _ address: String, _ prefixLength: Int) {
    self.init(
      link: LinkName(rawValue: link), address: IPAddress(address) ?? IPAddress(ipv4: 0),
      prefixLength: prefixLength)
  }
}

extension RouteState {
  init(_ table: UInt32, _ destination: String, _ action: Action) {
    self.init(
      table: table, destination: Prefix(destination) ?? .defaultIPv4, action: action)
  }
}
