import HostState
import IPAddressing

/// `SmallHost` with programs, their maps and processes, and with a namespace of each that a change
/// takes away.
enum ServedHost {
  static let gone = NamespaceName(rawValue: "bw.small.more0")
  static let new = NamespaceName(rawValue: "bw.small.more1")
  private static let eth0 = LinkName(rawValue: "eth0")
  private static let node = IPAddress(ipv4: 0x0a04_0004)

  static var state: HostState {
    var host = common(without: 1)
    host.namespaces[SmallHost.router]?.dataPlane = .sourceCheck(
      SourceCheckDataPlane(ports: [
        port("p-near", 13, "near eth0", 0x0a01_000a), port("m0", 1000, "more0 eth0", 0x0a03_000a),
      ]))
    host.namespaces[gone]?.serve()
    return host
  }

  /// Each program, map and process is other, and so is one of the namespaces.
  static var changed: HostState {
    var host = common(without: 0)
    var near = port("p-near", 13, "near eth0", 0x0a01_000a)
    near.checksAddresses = false
    near.isAppliance = true
    host.namespaces[SmallHost.router]?.dataPlane = .sourceCheck(
      SourceCheckDataPlane(ports: [near, port("m1", 1001, "more1 eth0", 0x0a03_000a)]))
    host.namespaces[SmallHost.near]?.dataPlane = passThrough(nodes: [
      node, IPAddress(ipv4: 0x0a04_0005),
    ])
    host.namespaces[SmallHost.near]?.processes["web"] = ProcessState(arguments: ["sleep", "2000"])
    var balancer = Self.balancer
    balancer.endpoints[0].attachmentID = 2
    balancer.tcpIdleTimeout = 400
    balancer.targets = [target(1)]
    host.namespaces[SmallHost.far]?.dataPlane = .gatewayLoadBalancer(balancer)
    host.namespaces[SmallHost.far]?.processes["cache"] = ProcessState(arguments: ["sleep", "3000"])
    host.namespaces[new]?.serve()
    return host
  }

  /// - Parameter number: Of the further namespace that is not there.
  private static func common(without number: Int) -> HostState {
    var host = SmallHost.withMore(2)
    host.namespaces[NamespaceName(rawValue: "bw.small.more\(number)")] = nil
    host.namespaces[SmallHost.router]?.links[LinkName(rawValue: "m\(number)")] = nil
    // Source checks are at bridges' ports.
    let port = LinkName(rawValue: "m\(1 - number)")
    host.namespaces[SmallHost.router]?.links[port]?.master = LinkName(rawValue: "b-near")
    host.namespaces[SmallHost.router]?.links[port]?.station = MACAddress(
      derivedFrom: "more\(1 - number) eth0")
    let (near, far) = (LinkName(rawValue: "p-node"), LinkName(rawValue: "node"))
    host.namespaces[SmallHost.router]?.links[near] = SmallHost.link(
      "p-node", .veth(peerNamespace: SmallHost.far, peer: far), index: 15)
    host.namespaces[SmallHost.far]?.links[far] = SmallHost.link(
      "node", .veth(peerNamespace: SmallHost.router, peer: near), index: 31)
    host.namespaces[SmallHost.near]?.dataPlane = passThrough(nodes: [node])
    host.namespaces[SmallHost.near]?.processes["web"] = ProcessState(arguments: ["sleep", "1000"])
    host.namespaces[SmallHost.far]?.dataPlane = .gatewayLoadBalancer(balancer)
    return host
  }

  private static func port(
    _ link: String, _ index: Int32, _ host: String, _ address: UInt32
  ) -> SourceCheckDataPlane.Port {
    SourceCheckDataPlane.Port(
      link: LinkName(rawValue: link), linkIndex: index, macAddress: MACAddress(derivedFrom: host),
      addresses: [IPAddress(ipv4: address)], checksAddresses: true)
  }

  private static func passThrough(nodes: [IPAddress]) -> DataPlaneState {
    .passThrough(
      PassThroughDataPlane(
        link: eth0, linkIndex: 20, address: IPAddress(ipv4: 0x0a01_000a), nodeAddresses: nodes,
        healthPort: 80))
  }

  /// Its targets are nowhere, so that their health stays what it is.
  private static var balancer: GatewayLoadBalancerDataPlane {
    GatewayLoadBalancerDataPlane(
      endpoints: [
        .init(
          slot: 0, resource: "app/gwlb_endpoint/inspect", id: 0x0123_4567_89ab_cdef,
          attachmentID: 1, link: eth0, linkIndex: 21,
          macAddress: MACAddress(derivedFrom: "far eth0"),
          routerMACAddress: MACAddress(derivedFrom: "p-far"), zone: 0, mtu: 1500)
      ],
      nodes: [
        .init(
          zone: 0, zoneName: "a", link: LinkName(rawValue: "node"), linkIndex: 31, address: node,
          macAddress: MACAddress(derivedFrom: "node"))
      ],
      targets: [target(0)], crossZone: false, stickiness: .fiveTuple, tcpIdleTimeout: 350,
      rebalances: false, deregistrationDelay: 300,
      healthCheck: .init(
        protocol: .tcp, port: 80, path: "/", interval: 300, timeout: 5, healthyThreshold: 5,
        unhealthyThreshold: 2))
  }

  private static func target(_ slot: Int) -> GatewayLoadBalancerDataPlane.Target {
    .init(
      slot: slot, resource: "security/appliance_group/firewalls[\(slot)]",
      address: IPAddress(ipv4: 0xcb00_710a + UInt32(slot)), zone: 0,
      nextHopMACAddresses: [0: MACAddress(derivedFrom: "target\(slot)")])
  }

  fileprivate static let firewall = DataPlaneState.firewall(
    FirewallDataPlane(
      link: eth0, linkIndex: 20, address: IPAddress(ipv4: 0x0a03_000a),
      endpoints: [.init(id: 0x0123_4567_89ab_cdef, attachmentID: 1, slot: 0, nodeAddress: node)],
      healthPort: 80))
}

extension NamespaceState {
  /// It becomes a firewall with a process of its own.
  fileprivate mutating func serve() {
    dataPlane = ServedHost.firewall
    processes["web"] = ProcessState(arguments: ["sleep", "4000"])
    nftables["inet guard"] = "table inet guard {\n\tchain input {\n\t}\n}\n"
  }
}
