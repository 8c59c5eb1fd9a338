import DataPlane
import Foundation
import HostState
import IPAddressing
import TestSupport
import Testing

/// Real sockets through a whole inspection path: for each tenant a client and a server behind a
/// router, whose traffic crosses the tenant's endpoint; one load balancer; one appliance.
///
/// Tenants use the same addresses.
final class InspectionLab {
  enum Appliance { case firewall, passThrough }

  static let client = "10.1.0.10"
  static let server = "10.2.0.10"
  static let client6 = "2001:db8:1::10"
  static let server6 = "2001:db8:2::10"
  static let gwlb = NamespaceName(rawValue: "bw.lab.gwlb")
  static let appliance = NamespaceName(rawValue: "bw.lab.fw")

  let dataPlane = DataPlane(
    fileSystem: BPFFileSystem(path: "/run/bpf"), recordDirectory: "/run")
  let state: GatewayLoadBalancerDataPlane

  /// - Parameter isChained: the first tenant's packets cross two endpoints, one after the other, in
  ///   the opposite order on the way back.
  init(_ kind: Appliance, tenants: Int = 1, isChained: Bool = false) throws {
    let (gwlb, appliance) = (Self.gwlb.rawValue, Self.appliance.rawValue)
    for name in [gwlb, appliance] { try NetworkNamespace.add(name) }
    try Self.sysctls(gwlb, [])
    try Self.sysctls(
      appliance,
      kind == .firewall
        ? [
          "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1", "net.ipv4.fwmark_reflect=1",
          "net.ipv6.fwmark_reflect=1", "net.ipv4.conf.all.src_valid_mark=1",
        ] : [])
    try Self.connect(("n0", gwlb), ("eth0", appliance), mtu: 1568)
    try Shell.run("ip -n \(gwlb) addr add 10.100.1.4/24 dev n0")
    try Shell.run("ip -n \(appliance) addr add 10.100.1.10/24 dev eth0")

    var endpoints: [GatewayLoadBalancerDataPlane.Endpoint] = []
    for tenant in 0..<tenants { endpoints.append(try Self.addTenant(tenant)) }
    if isChained { endpoints.append(try Self.chain(slot: tenants)) }
    state = GatewayLoadBalancerDataPlane(
      endpoints: endpoints,
      nodes: [
        GatewayLoadBalancerDataPlane.Node(
          zone: 0, link: LinkName(rawValue: "n0"), linkIndex: try Self.index("n0", gwlb),
          address: try GatewayLoadBalancerLab.address("10.100.1.4"),
          macAddress: Self.mac("n0", gwlb))
      ],
      targets: [
        GatewayLoadBalancerDataPlane.Target(
          slot: 0, resource: "security/appliance_group/firewalls[0]",
          address: try GatewayLoadBalancerLab.address("10.100.1.10"), zone: 0,
          nextHopMACAddresses: [0: Self.mac("eth0", appliance)])
      ], crossZone: false, stickiness: .fiveTuple, tcpIdleTimeout: 350, rebalances: false,
      deregistrationDelay: 300,
      healthCheck: .init(
        protocol: .tcp, port: 80, path: "/", interval: 10, timeout: 5, healthyThreshold: 5,
        unhealthyThreshold: 2))
    try dataPlane.fileSystem.mount()
    try NetworkNamespace.enter(gwlb) {
      try dataPlane.apply(.gatewayLoadBalancer(state), in: Self.gwlb)
    }
    switch kind {
    case .passThrough:
      try apply(
        .passThrough(
          PassThroughDataPlane(
            link: LinkName(rawValue: "eth0"), linkIndex: try Self.index("eth0", appliance),
            address: try GatewayLoadBalancerLab.address("10.100.1.10"),
            nodeAddresses: state.nodes.map(\.address), healthPort: 80)))
    case .firewall: try makeFirewall(endpoints)
    }
  }

  /// Loads nftables rules into the appliance.
  func filter(_ rules: String) throws {
    try rules.write(toFile: "/run/rules.nft", atomically: true, encoding: .utf8)
    try NetworkNamespace.enter(Self.appliance.rawValue) { try Shell.run("nft -f /run/rules.nft") }
  }

  func expectDrops(
    _ expected: [DropReason: UInt64], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try dataPlane.expectDrops(
      expected, [Self.gwlb, Self.appliance], sourceLocation: sourceLocation)
  }

  /// Empties the load balancer's flow table.
  func forgetFlows() throws {
    let pins = "/run/bpf/v5/\(Self.gwlb.rawValue.replacing(".", with: "%2e"))/maps"
    for map in ["\(pins)/flows", "\(pins)/new_flows"] {
      let entries = try Shell.run("bpftool -j map dump pinned \(map)")
      let dump = try JSONSerialization.jsonObject(with: Data(entries.utf8)) as? [[String: Any]]
      for entry in dump ?? [] {
        guard let key = entry["key"] as? [String] else { continue }
        try Shell.run(
          ["bpftool", "map", "delete", "pinned", map, "key", "hex"]
            + key.map { String($0.dropFirst(2)) })
      }
    }
  }

  func counters() throws -> Counters {
    try GatewayLoadBalancerCounters(dataPlane, Self.gwlb)?.targets[0] ?? Counters()
  }

  /// All counters once the last packets, which may still be under way, have arrived; after five
  /// seconds as they are.
  func counters(
    once haveArrived: (GatewayLoadBalancerCounters) -> Bool
  ) throws -> GatewayLoadBalancerCounters {
    let end = ContinuousClock.now + .seconds(5)
    while true {
      let counters = try #require(try GatewayLoadBalancerCounters(dataPlane, Self.gwlb))
      if haveArrived(counters) || ContinuousClock.now > end { return counters }
      usleep(1000)
    }
  }

  /// What the load balancer's node link has transmitted.
  func packetsToAppliance() throws -> UInt64 {
    let path = "/proc/thread-self/net/dev"
    let statistics = try NetworkNamespace.enter(Self.gwlb.rawValue) {
      try String(contentsOfFile: path, encoding: .utf8)
    }
    let line = statistics.split(separator: "\n").first { $0.contains("n0:") }
    let fields = line?.split(separator: " ") ?? []
    return fields.count > 10 ? UInt64(fields[10]) ?? 0 : 0
  }

  private func apply(_ state: DataPlaneState) throws {
    try NetworkNamespace.enter(Self.appliance.rawValue) {
      try dataPlane.apply(state, in: Self.appliance)
    }
  }

  private func makeFirewall(_ endpoints: [GatewayLoadBalancerDataPlane.Endpoint]) throws {
    let name = Self.appliance.rawValue
    let mac = "02:00:00:00:00:01"
    for (family, gateway) in [("-4", "169.254.0.1"), ("-6", "fe80::99")] {
      for line in [
        "rule add pref 10 fwmark 0x10000/0x10000 lookup 200", "rule add pref 50 lookup local",
        "rule del pref 0", "neigh replace \(gateway) lladdr \(mac) dev eth0 nud permanent",
        "route add default via \(gateway) dev eth0 onlink mtu lock 1500 table 200",
      ] {
        try Shell.run("ip \(family) -n \(name) \(line)")
      }
    }
    let zones = endpoints.map { "0x1000\($0.slot) : \($0.slot + 1)" }.joined(separator: ", ")
    let chain = """
      priority -450
          meta mark & 0x10000 != 0 ct zone set meta mark map { \(zones) }
      """
    try filter(
      """
      table inet zone {
        chain before { type filter hook prerouting \(chain)
        }
        chain out { type filter hook output \(chain)
        }
      }
      table inet filter {
        chain through { type filter hook forward priority 0; policy drop
          ct state established,related accept
          ct state invalid drop
          tcp dport 81 reject with tcp reset
          meta nfproto ipv4 udp dport 81 reject with icmp port-unreachable
          meta nfproto ipv6 udp dport 81 reject with icmpv6 port-unreachable
          ct state new accept
        }
      }
      """)
    try apply(
      .firewall(
        FirewallDataPlane(
          link: LinkName(rawValue: "eth0"), linkIndex: try Self.index("eth0", name),
          address: try GatewayLoadBalancerLab.address("10.100.1.10"),
          endpoints: try endpoints.map {
            FirewallDataPlane.Endpoint(
              id: $0.id, attachmentID: $0.attachmentID, slot: $0.slot,
              nodeAddress: try GatewayLoadBalancerLab.address("10.100.1.4"))
          },
          healthPort: 80)))
  }

  private static func addTenant(
    _ tenant: Int
  ) throws -> GatewayLoadBalancerDataPlane.Endpoint {
    let (client, router, server) = ("c\(tenant)", "r\(tenant)", "s\(tenant)")
    for name in [client, router, server] { try NetworkNamespace.add(name) }
    for name in [client, server] { try sysctls(name, []) }
    try sysctls(router, ["net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1"])
    try connect(("c", router), ("eth0", client), mtu: 1500)
    try connect(("s", router), ("eth0", server), mtu: 1500)
    for (number, host, link) in [(1, client, "c"), (2, server, "s")] {
      for (family, inside, outside) in [
        ("-4", "10.\(number).0.10/24", "10.\(number).0.1/24"),
        ("-6", "2001:db8:\(number)::10/64", "2001:db8:\(number)::1/64"),
      ] {
        let gateway = outside.split(separator: "/")[0]
        let noDAD = family == "-6" ? "nodad" : ""
        try Shell.run("ip \(family) -n \(host) addr add \(inside) dev eth0 \(noDAD)")
        try Shell.run("ip \(family) -n \(host) route add default via \(gateway)")
        try Shell.run("ip \(family) -n \(router) addr add \(outside) dev \(link) \(noDAD)")
        try Shell.run("ip \(family) -n \(router) rule add pref 100 iif \(link) lookup 100")
        // A link without a link-local address solicits for no forwarded packet.
        let neighbor = inside.split(separator: "/")[0]
        try Shell.run(
          "ip \(family) -n \(router) neigh add \(neighbor) lladdr \(Self.mac("eth0", host)) dev \(link) nud permanent"
        )
        try Shell.run(
          "ip \(family) -n \(host) neigh add \(gateway) lladdr \(Self.mac(link, router)) dev eth0 nud permanent"
        )
      }
    }
    let endpoint = try addEndpoint("ep", router, slot: tenant)
    for family in ["-4", "-6"] {
      try Shell.run("ip \(family) -n \(router) route add \(Self.way(family, "ep")) table 100")
    }
    return endpoint
  }

  /// Puts a second endpoint behind the first tenant's first, on the server's side of it.
  private static func chain(slot: Int) throws -> GatewayLoadBalancerDataPlane.Endpoint {
    let endpoint = try addEndpoint("ep2", "r0", slot: slot)
    for (family, client, server) in [
      ("-4", "10.1.0.0/24", "10.2.0.0/24"), ("-6", "2001:db8:1::/64", "2001:db8:2::/64"),
    ] {
      for line in [
        "route add \(server) \(way(family, "ep2").dropFirst(8)) table 101",
        "route add \(client) \(way(family, "ep").dropFirst(8)) table 102",
        "route add \(way(family, "ep2")) table 103", "rule add pref 90 iif ep lookup 101",
        "rule add pref 90 iif ep2 lookup 102", "rule add pref 90 iif s lookup 103",
      ] {
        try Shell.run("ip \(family) -n r0 \(line)")
      }
    }
    return endpoint
  }

  private static func way(_ family: String, _ link: String) -> String {
    "default via \(family == "-4" ? "169.254.3.1" : "fe80::1") dev \(link) onlink"
  }

  private static func addEndpoint(
    _ link: String, _ router: String, slot: Int
  ) throws -> GatewayLoadBalancerDataPlane.Endpoint {
    let gwlb = Self.gwlb.rawValue
    try connect((link, router), ("e\(slot)", gwlb), mtu: 1500)
    try NetworkNamespace.enter(router) {
      try Shell.run("ethtool -K \(link) tx-udp-segmentation off")
    }
    let mac = Self.mac("e\(slot)", gwlb)
    for gateway in ["169.254.3.1", "fe80::1"] {
      try Shell.run(
        "ip -n \(router) neigh replace \(gateway) lladdr \(mac) dev \(link) nud permanent")
    }
    return GatewayLoadBalancerDataPlane.Endpoint(
      slot: slot, resource: "app\(slot)/gwlb_endpoint/inspect", id: UInt64(slot + 1) << 40,
      attachmentID: 7, link: LinkName(rawValue: "e\(slot)"),
      linkIndex: try index("e\(slot)", gwlb), macAddress: mac,
      routerMACAddress: Self.mac(link, router), zone: 0, mtu: 1500)
  }

  private static func mac(_ link: String, _ namespace: String) -> MACAddress {
    MACAddress(derivedFrom: "\(namespace)/\(link)")
  }

  private static func sysctls(_ namespace: String, _ settings: [String]) throws {
    let common = [
      "net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.default.rp_filter=0",
      "net.ipv4.conf.all.send_redirects=0", "net.ipv4.conf.default.send_redirects=0",
      "net.ipv6.conf.default.accept_ra=0", "net.ipv6.conf.default.accept_dad=0",
    ]
    try NetworkNamespace.enter(namespace) {
      try Shell.run(["sysctl", "-q"] + common + settings)
    }
  }

  private typealias LinkEnd = (name: String, namespace: String)

  private static func connect(_ one: LinkEnd, _ other: LinkEnd, mtu: Int) throws {
    try Shell.run(
      "ip link add x0 address \(mac(one.name, one.namespace)) type veth peer name x1 address \(mac(other.name, other.namespace))"
    )
    for (temporary, end) in [("x0", one), ("x1", other)] {
      try Shell.run("ip link set \(temporary) netns \(end.namespace) name \(end.name)")
      try Shell.run(
        "ip -n \(end.namespace) link set \(end.name) mtu \(mtu) addrgenmode none up")
    }
  }

  private static func index(_ link: String, _ namespace: String) throws -> Int32 {
    try NetworkNamespace.enter(namespace) { Int32(if_nametoindex(link)) }
  }
}
