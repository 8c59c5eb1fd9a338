import HostState
import IPAddressing

extension HostState {
  static let router = NamespaceName(rawValue: "bw.sample.vpc")
  static let host = NamespaceName(rawValue: "bw.sample.web-a")

  /// A router with one subnet and one host in it, with something of everything that netlink and
  /// nftables hold.
  static var sample: HostState {
    var router = NamespaceState(resource: "vpc")
    router.sysctls = ["net/ipv4/ip_forward": "1", "net/ipv6/conf/all/forwarding": "1"]
    router.links = [
      "b-app": link(.bridge, 70_000),
      "app": link(
        .veth(peerNamespace: Self.router, peer: "app_"), 70_001, offloads: .transmitUDPSegmentation),
      "app_": link(.veth(peerNamespace: Self.router, peer: "app"), 70_002, master: "b-app"),
      "p-web-a": link(.veth(peerNamespace: Self.host, peer: "eth0"), 70_003, master: "b-app"),
    ]
    router.links["app"]?.resolvesNeighbors = false
    router.links["app_"]?.station = MACAddress(bits: 0x02_00_00_00_00_00 | 70_001)
    router.links["p-web-a"]?.station = MACAddress(bits: 0x02_00_00_00_00_00 | 70_004)
    router.addresses = [
      address("10.0.1.1/24", on: "app"), address("2001:db8:1::1/64", on: "app"),
    ]
    router.neighbors = [
      NeighborState(
        link: "app", address: IPAddress(ipv4: 0x0a00_010a),
        macAddress: MACAddress(derivedFrom: "eth0"))
    ]
    let subnet = Prefix(IPAddress(ipv4: 0x0a00_0100), length: 24)
    router.routes = [
      RouteState(table: 1001, destination: subnet, action: .link("app")),
      RouteState(
        table: 100_001, destination: .defaultIPv4,
        action: .via(IPAddress(ipv4: 0xa9fe_0001), "app", onLink: true), lockedMTU: 1400),
      RouteState(
        table: 1001, destination: .defaultIPv4, metric: .max, action: .blackhole),
      RouteState(
        table: 1001, destination: .defaultIPv6, metric: .max, action: .blackhole),
    ]
    router.rules = [
      RuleState(
        family: .ipv4, preference: 1000, inputLink: "app", action: .lookup(table: 1001)),
      RuleState(
        family: .ipv4, preference: 900, inputLink: "lo", mark: .init(1),
        action: .lookup(table: 100_001)),
      RuleState(
        family: .ipv6, preference: 5000, inputLink: "lo", isInverted: true, action: .blackhole),
      RuleState(
        family: .ipv4, preference: 100, source: subnet, action: .lookup(table: 1001)),
    ]
    router.nftables = ["inet back": "table inet back {\nchain c {\niifname \"app\" drop\n}\n}"]

    var host = NamespaceState(resource: "app/instance/web-a")
    host.links = ["eth0": link(.veth(peerNamespace: Self.router, peer: "p-web-a"), 70_004)]
    host.addresses = [address("10.0.1.10/24", on: "eth0")]
    host.routes = [
      RouteState(
        table: RouteState.mainTable, destination: .defaultIPv4,
        action: .via(IPAddress(ipv4: 0x0a00_0101), "eth0", onLink: false))
    ]
    host.rules = [
      RuleState(
        family: .ipv4, preference: 50, action: .lookup(table: RuleState.localTable)),
      RuleState(
        family: .ipv4, preference: 10, mark: .init(0x10000, mask: 0x10000),
        action: .lookup(table: 200)),
    ]
    host.absentDefaultRules = [DefaultRule(family: .ipv4, table: .local)]
    return HostState(topology: "sample", namespaces: [Self.router: router, Self.host: host])
  }

  private static func link(
    _ kind: LinkState.Kind, _ index: Int32, master: LinkName? = nil,
    offloads: LinkState.DisabledOffloads = []
  ) -> LinkState {
    LinkState(
      kind: kind, index: index, macAddress: MACAddress(bits: 0x02_00_00_00_00_00 | UInt64(index)),
      mtu: 1500, master: master, alias: "sample/link/\(index)", group: 4711,
      disabledOffloads: offloads)
  }

  private static func address(_ text: String, on link: LinkName) -> AddressState {
    guard let (address, length) = Prefix.split(text) else { preconditionFailure(text) }
    return AddressState(link: link, address: address, prefixLength: length)
  }
}

extension LinkName: ExpressibleByStringLiteral {
  package init(stringLiteral value: String) { self.init(rawValue: value) }
}
