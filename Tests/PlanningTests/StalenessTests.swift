import HostState
import IPAddressing
import Planning
import Testing

@Suite("A saved plan, on a host that has changed")
struct StalenessTests {
  private let app = NamespaceName(rawValue: "bw.lab.app")

  private func host(route: RouteState.Action?, sysctl: String? = "1") -> HostState {
    var state = NamespaceState(resource: "app")
    state.sysctls["net/ipv4/ip_forward"] = sysctl
    if let route {
      state.routes = [RouteState(table: 100, destination: .defaultIPv4, action: route)]
    }
    state.links = [
      LinkName(rawValue: "igw"): LinkState(
        kind: .bridge, index: 2, macAddress: MACAddress(bits: 2), mtu: 1500, alias: "", group: 1)
    ]
    return HostState(topology: "lab", namespaces: [app: state])
  }

  private func plan() throws -> Plan {
    try Plan(
      from: host(route: .blackhole), to: host(route: .link(LinkName(rawValue: "igw"))),
      toolVersion: "test")
  }

  @Test("is not stale where nothing has changed")
  func fresh() throws {
    #expect(try plan().staleness(on: host(route: .blackhole)) == nil)
  }

  @Test("is not stale because other sysctls are looked at")
  func sysctls() throws {
    #expect(try plan().staleness(on: host(route: .blackhole, sysctl: nil)) == nil)
  }

  @Test("names what it would have touched and is no longer as it was")
  func touched() throws {
    #expect(
      try plan().staleness(on: host(route: nil))
        == ["bw.lab.app: route 0.0.0.0/0 table 100 is gone"])
  }

  @Test("names what it does not touch and is no longer as it is to stay")
  func named() throws {
    let goal = host(route: .link(LinkName(rawValue: "igw")))
    func staleness(_ body: (inout HostState) -> Void) throws -> [String]? {
      var other = host(route: .blackhole)
      body(&other)
      return try plan().staleness(on: other, goal: goal)
    }
    #expect(try staleness { _ in } == nil)
    #expect(
      try staleness { $0.namespaces[app]?.links[LinkName(rawValue: "igw")]?.mtu = 1400 }
        == ["bw.lab.app: link igw has changed"])
    #expect(
      try staleness {
        let address = IPAddress(ipv4: 0xc000_0209)
        $0.namespaces[app]?.addresses = [
          AddressState(link: .loopback, address: address, prefixLength: 32)
        ]
      } == ["bw.lab.app: address 192.0.2.9 dev lo is there by now"])
    let other = NamespaceName(rawValue: "bw.lab.other")
    #expect(
      try staleness { $0.namespaces[other] = $0.namespaces[app] }
        == ["bw.lab.other: namespace is there by now"])
  }

  @Test("is stale by what it does not touch as well")
  func untouched() throws {
    var other = host(route: .blackhole)
    other.namespaces[app]?.links[LinkName(rawValue: "igw")]?.mtu = 1400
    #expect(try plan().staleness(on: other) == [])
    other = host(route: .blackhole)
    other.namespaces[app]?.foreign = [
      ForeignItem(.filter, link: LinkName(rawValue: "igw"), summary: "ingress bpf")
    ]
    #expect(try plan().staleness(on: other) == [])
    other = host(route: .blackhole)
    var down = LinkState.loopback
    down.isUp = false
    other.namespaces[app]?.links[.loopback] = down
    #expect(try plan().staleness(on: other) == [])
  }
}
