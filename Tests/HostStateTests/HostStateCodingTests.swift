import FoundationEssentials
import HostState
import IPAddressing
import Testing

@Suite("The host's value model")
struct HostStateCodingTests {
  private func state() throws -> HostState {
    let name = NamespaceName(rawValue: "bw.t.app")
    let eth0 = LinkName(rawValue: "eth0")
    let address = try #require(IPAddress("10.0.0.4"))
    let prefix = try #require(Prefix("10.0.0.0/24"))
    let mac = MACAddress(derivedFrom: "x")
    var namespace = NamespaceState(resource: "app")
    namespace.sysctls = ["net/ipv4/ip_forward": "1"]
    namespace.links[eth0] = LinkState(
      kind: .veth(peerNamespace: name, peer: LinkName(rawValue: "eth1")), index: 7,
      macAddress: mac, mtu: 1500, alias: "t/app", group: 3,
      disabledOffloads: .transmitUDPSegmentation)
    namespace.links[eth0]?.station = mac
    namespace.links[eth0]?.resolvesNeighbors = false
    namespace.addresses = [AddressState(link: eth0, address: address, prefixLength: 24)]
    namespace.neighbors = [NeighborState(link: eth0, address: address, macAddress: mac)]
    namespace.routes = [
      RouteState(table: 1000, destination: prefix, action: .link(eth0)),
      RouteState(
        table: 1000, destination: .defaultIPv4, action: .via(address, eth0, onLink: true),
        lockedMTU: 1500),
      RouteState(table: 1000, destination: .defaultIPv6, metric: .max, action: .blackhole),
    ]
    namespace.rules = [
      RuleState(
        family: .ipv4, preference: 5000, inputLink: .loopback, isInverted: true,
        mark: .init(1), source: prefix, action: .blackhole)
    ]
    namespace.nftables = ["inet a": "table inet a {\n}\n"]
    namespace.processes = [
      "main": ProcessState(
        arguments: ["true"], files: ["a": "b"], host: .init(name: "a", addresses: [address]))
    ]
    namespace.dataPlane = .passThrough(
      PassThroughDataPlane(
        link: eth0, linkIndex: 7, address: IPAddress(ipv4: 0x0a64_010a),
        nodeAddresses: [IPAddress(ipv4: 0x0a64_0104)], healthPort: 80))
    return HostState(topology: "t", namespaces: [name: namespace])
  }

  @Test("a state survives being written and read, and gives the same bytes each time")
  func roundTrip() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let state = try state()
    let bytes = try encoder.encode(state)
    #expect(try JSONDecoder().decode(HostState.self, from: bytes) == state)
    #expect(try encoder.encode(try self.state()) == bytes)
  }

  @Test("a topology's names begin with a prefix that no other topology's have")
  func prefixes() {
    #expect(!"bw.shop-eu.app".hasPrefix(NamespaceName.prefix(topology: "shop")))
    #expect("bw.shop.app".hasPrefix(NamespaceName.prefix(topology: "shop")))
  }
}
