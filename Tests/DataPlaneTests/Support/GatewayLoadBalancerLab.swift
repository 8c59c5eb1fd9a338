import DataPlane
import HostState
import IPAddressing
import TestSupport
import Testing

/// A gateway load balancer in a namespace of its own, with its endpoints' and nodes' other ends in
/// the hands of packet sockets: the test plays routers and appliances.
final class GatewayLoadBalancerLab {
  static let namespace = NamespaceName(rawValue: "bw.lab.gwlb")
  static let routerMAC = MACAddress(derivedFrom: "router")
  static let endpointIDs: [UInt64] = [0x0123_4567_89ab_cdef, 0x0fed_cba9_8765_4321]
  static let nodeAddresses = ["10.100.1.4", "10.100.2.4"]

  let dataPlane: DataPlane
  var state: GatewayLoadBalancerDataPlane
  /// The router's ends of the endpoints, and the subnets' ends of the nodes.
  let routers: [PacketSocket]
  let subnets: [PacketSocket]

  /// Two endpoints of zone 0 and 1, two nodes, and two targets, one a zone; nothing is applied yet.
  init(mtu: Int = 1500) throws {
    let namespace = Self.namespace.rawValue
    try NetworkNamespace.add(namespace)
    var endpoints: [GatewayLoadBalancerDataPlane.Endpoint] = []
    var nodes: [GatewayLoadBalancerDataPlane.Node] = []
    for zone in 0..<2 {
      let endpoint = MACAddress(derivedFrom: "endpoint\(zone)")
      let node = MACAddress(derivedFrom: "node\(zone)")
      try Self.addLink("e\(zone)", index: 10 + zone, mac: endpoint, peer: "r\(zone)", mtu: mtu)
      try Self.addLink("n\(zone)", index: 20 + zone, mac: node, peer: "s\(zone)", mtu: mtu + 68)
      endpoints.append(
        GatewayLoadBalancerDataPlane.Endpoint(
          slot: zone, resource: "app/gwlb_endpoint/inspect-\(zone)", id: Self.endpointIDs[zone],
          attachmentID: 0x1111_2222_3333_4444 + UInt64(zone),
          link: LinkName(rawValue: "e\(zone)"), linkIndex: Int32(10 + zone), macAddress: endpoint,
          routerMACAddress: Self.routerMAC, zone: zone, mtu: mtu))
      nodes.append(
        GatewayLoadBalancerDataPlane.Node(
          zone: zone, link: LinkName(rawValue: "n\(zone)"), linkIndex: Int32(20 + zone),
          address: try Self.address(Self.nodeAddresses[zone]), macAddress: node))
    }
    state = GatewayLoadBalancerDataPlane(
      endpoints: endpoints, nodes: nodes,
      targets: [try Self.target(0, zone: 0), try Self.target(1, zone: 1)], crossZone: false,
      stickiness: .fiveTuple, tcpIdleTimeout: 350, rebalances: false,
      deregistrationDelay: 300,
      healthCheck: .init(
        protocol: .tcp, port: 80, path: "/", interval: 10, timeout: 5, healthyThreshold: 5,
        unhealthyThreshold: 2))
    routers = try (0..<2).map { try PacketSocket("r\($0)") }
    subnets = try (0..<2).map { try PacketSocket("s\($0)") }
    let fileSystem = BPFFileSystem(path: "/run/bpf")
    try fileSystem.mount()
    try Shell.run("mkdir /run/records")
    dataPlane = DataPlane(fileSystem: fileSystem, recordDirectory: "/run/records")
  }

  static func target(_ slot: Int, zone: Int) throws -> GatewayLoadBalancerDataPlane.Target {
    GatewayLoadBalancerDataPlane.Target(
      slot: slot, resource: "security/appliance_group/firewalls[\(slot)]",
      address: try address("10.100.\(zone + 1).\(10 + slot)"), zone: zone,
      nextHopMACAddresses: [
        0: MACAddress(derivedFrom: "target\(slot)from0"),
        1: MACAddress(derivedFrom: "target\(slot)from1"),
      ])
  }

  func apply() throws {
    try inside { try dataPlane.apply(.gatewayLoadBalancer(state), in: Self.namespace) }
  }

  func observe() throws -> DataPlaneState? {
    try inside { try dataPlane.observe(Self.namespace) }
  }

  @discardableResult
  func inside<Result>(_ body: () throws -> Result) throws -> Result {
    try NetworkNamespace.enter(Self.namespace.rawValue, body)
  }

  /// Sends an inner packet into an endpoint and gives what leaves for an appliance, without its
  /// Ethernet header.
  func encapsulate(_ packet: [UInt8], endpoint: Int = 0) throws -> [UInt8]? {
    try enter(packet, endpoint: endpoint)
    return try subnets[endpoint].receive().map { Array($0.dropFirst(14)) }
  }

  func enter(_ packet: [UInt8], endpoint: Int = 0) throws {
    try routers[endpoint].send(
      Packets.ethernet(
        to: state.endpoints[endpoint].macAddress, from: Self.routerMAC, packet))
  }

  /// What an appliance does: swaps the outer addresses and sends it from its zone's subnet, to the
  /// zone's node unless another Ethernet address is given.
  func giveBack(_ outer: [UInt8], zone: Int = 0, to address: MACAddress? = nil) throws {
    var outer = outer
    outer.replaceSubrange(12..<20, with: outer[16..<20] + outer[12..<16])
    try subnets[zone].send(
      Packets.ethernet(
        to: address ?? state.nodes[zone].macAddress, from: MACAddress(derivedFrom: "appliance"),
        outer))
  }

  func expectDrops(
    _ expected: [DropReason: UInt64], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try dataPlane.expectDrops(
      expected, [Self.namespace], sourceLocation: sourceLocation)
  }

  static func address(_ text: String) throws -> IPAddress {
    guard let address = IPAddress(text) else { preconditionFailure("\(text) is no address") }
    return address
  }

  private static func addLink(
    _ name: String, index: Int, mac: MACAddress, peer: String, mtu: Int
  ) throws {
    let namespace = Self.namespace.rawValue
    try Shell.run(
      "ip link add \(name) index \(index) address \(mac) type veth peer name \(peer)")
    try Shell.run("ip link set \(name) netns \(namespace)")
    for prefix in ["ip -n \(namespace) link set \(name)", "ip link set \(peer)"] {
      try Shell.run("\(prefix) addrgenmode none mtu \(mtu) up")
    }
  }
}
