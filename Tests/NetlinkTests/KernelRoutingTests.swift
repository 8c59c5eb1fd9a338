import Glibc
import IPAddressing
import TestSupport
import Testing

@testable import Netlink

@Suite("Addresses, neighbours, routes and rules in the kernel")
struct KernelRoutingTests {
  /// A namespace with the link `a`, index 70,001, up.
  private func connect() throws -> NamespaceConnection {
    let connection = try NamespaceConnection.create("bw.t.a", alias: "t/a")
    let near = LinkSettings(
      name: "a", index: 70_001, macAddress: MACAddress(bits: 0x02_00_00_00_00_01), mtu: 1500,
      group: 77)
    let far = LinkSettings(
      name: "b", index: 70_002, macAddress: MACAddress(bits: 0x02_00_00_00_00_02), mtu: 1500,
      group: 77)
    try connection.execute(CreateVethPair(near: near, far: far))
    for settings in [near, far] {
      try connection.execute(ChangeLink(settings.reference, generatesLinkLocalAddress: false))
      try connection.execute(ChangeLink(settings.reference, isUp: true))
    }
    return connection
  }

  @Test("Addresses of both families are usable at once and make their connected route")
  func addresses() async throws {
    try await KernelSandbox.run {
      let connection = try connect()
      let addresses = try ["10.0.1.1/24", "2001:db8::1/64", "fe80::1/64"].map { text in
        let (address, length) = try #require(Prefix.split(text))
        return Address(linkIndex: 70_001, address: address, prefixLength: length, owner: 186)
      }
      for address in addresses { try connection.execute(AddressRequest(.add, address)) }
      let own = try connection.list(AddressDump()).filter { !$0.isAutomatic && $0.linkIndex != 1 }
      #expect(Set(own) == Set(addresses))
      let shown = try Shell.run("ip -n bw.t.a address show dev a")
      #expect(!shown.contains("tentative"))
      #expect(try Shell.run("ip -n bw.t.a route").hasPrefix("10.0.1.0/24 dev a proto kernel"))
      // The kernel's own routes are none of ours.
      #expect(try connection.list(RouteDump(.ipv4)).isEmpty)
      #expect(try connection.list(RouteDump(.ipv6)).isEmpty)
      for address in addresses { try connection.execute(AddressRequest(.delete, address)) }
      let rest = try connection.list(AddressDump()).filter { $0.linkIndex != 1 }
      #expect(rest.isEmpty)
    }
  }

  @Test("Permanent neighbours are made, exchanged and deleted")
  func neighbors() async throws {
    try await KernelSandbox.run {
      let connection = try connect()
      for text in ["169.254.0.1", "fe80::1"] {
        let address = try #require(IPAddress(text))
        var neighbor = Neighbor(
          linkIndex: 70_001, address: address, macAddress: MACAddress(bits: 0x02_00_00_00_00_05))
        try connection.execute(NeighborRequest(.add, neighbor))
        #expect(try connection.list(NeighborDump()).filter(\.isPermanent) == [neighbor])
        neighbor.macAddress = MACAddress(bits: 0x02_00_00_00_00_06)
        try connection.execute(NeighborRequest(.replace, neighbor))
        #expect(try connection.list(NeighborDump()).filter(\.isPermanent) == [neighbor])
        try connection.execute(NeighborRequest(.delete, neighbor))
        #expect(try connection.list(NeighborDump()).filter(\.isPermanent).isEmpty)
      }
    }
  }

  @Test(
    "Routes of every form are made, read back, replaced and deleted",
    arguments: AddressFamily.allCases)
  func routes(_ family: AddressFamily) async throws {
    try await KernelSandbox.run {
      let connection = try connect()
      let gateway =
        family == .ipv4 ? IPAddress(ipv4: 0xa9fe_0001) : IPAddress(.ipv6, bits: 0xfe80 << 112 | 1)
      let everything = Prefix(IPAddress(family, bits: 0), length: 0)
      let half = Prefix(IPAddress(family, bits: 0x20 << UInt128(family.width - 8)), length: 9)
      var routes = [
        Route(table: 254, destination: half, metric: 1, action: .link(index: 70_001), owner: 186),
        Route(
          table: 100_001, destination: everything, metric: 7,
          action: .via(gateway, linkIndex: 70_001, onLink: true), lockedMTU: 1500, owner: 186),
        Route(table: 1001, destination: half, metric: 1, action: .blackhole, owner: 186),
        Route(table: 1001, destination: everything, metric: .max, action: .blackhole, owner: 186),
      ]
      for route in routes { try connection.execute(RouteRequest(.add, route)) }
      func listed() throws -> Set<Route> {
        Set(try connection.list(RouteDump(family)).map(\.route))
      }
      #expect(try listed() == Set(routes))

      routes[2].action = .link(index: 70_001)
      routes[1].action = .blackhole
      routes[1].lockedMTU = nil
      try connection.execute(RouteRequest(.replace, routes[1]))
      try connection.execute(RouteRequest(.replace, routes[2]))
      #expect(try listed() == Set(routes))

      for route in routes { try connection.execute(RouteRequest(.delete, route)) }
      #expect(try listed().isEmpty)
    }
  }

  @Test("A hand-made route that has no words of ours is listed and deleted by its own message")
  func foreignRoutes() async throws {
    try await KernelSandbox.run {
      let connection = try connect()
      try Shell.run("ip -n bw.t.a address add 10.0.1.1/24 dev a")
      try Shell.run("ip -n bw.t.a address add 2001:db8::1/64 dev a nodad")
      let lines = [
        "route add unreachable 10.9.0.0/16",
        "route add 10.10.0.0/16 src 10.0.1.1 dev a",
        "route add 10.11.0.0/16 nexthop via 10.0.1.7 nexthop via 10.0.1.8",
        "route add 10.12.0.0/16 tos 0x10 dev a",
        "route add 10.13.0.0/16 mtu 1400 dev a",
        "-6 route add prohibit 2001:db8:9::/48",
        "-6 route add 2001:db8:a::/48 nexthop via 2001:db8::7 nexthop via 2001:db8::8",
      ]
      for line in lines { try Shell.run("ip -n bw.t.a \(line)") }
      let found = try AddressFamily.allCases.flatMap { try connection.list(RouteDump($0)) }
      let strange = found.filter { if case .other = $0.route.action { true } else { false } }
      #expect(strange.count == found.count)
      #expect(Set(found.map(\.route.destination)).count == lines.count)
      for listed in found {
        try connection.execute(
          DeleteObject(.route, message: listed.message, summary: listed.route.words()))
      }
      for family in AddressFamily.allCases {
        #expect(try connection.list(RouteDump(family)).isEmpty)
      }
    }
  }

  @Test(
    "Rules with every selector are made, read back and deleted", arguments: AddressFamily.allCases)
  func rules(_ family: AddressFamily) async throws {
    try await KernelSandbox.run {
      let connection = try connect()
      let rules = Rule.samples(family)
      let defaults = Set(try connection.list(RuleDump(family)).map(\.rule))
      #expect(defaults.allSatisfy { $0.owner == Rule.kernelOwner })
      #expect(
        defaults.map(\.preference).sorted() == (family == .ipv4 ? [0, 32766, 32767] : [0, 32766]))
      for rule in rules { try connection.execute(RuleRequest(.add, rule)) }
      let listed = Set(try connection.list(RuleDump(family)).map(\.rule))
      #expect(listed.subtracting(defaults) == Set(rules))
      for rule in rules { try connection.execute(RuleRequest(.delete, rule)) }
      #expect(Set(try connection.list(RuleDump(family)).map(\.rule)) == defaults)
    }
  }

  @Test("The kernel's own local rule is deleted and restored", arguments: AddressFamily.allCases)
  func localRule(_ family: AddressFamily) async throws {
    try await KernelSandbox.run {
      let connection = try connect()
      let before = try connection.list(RuleDump(family))
      let local = Rule(
        family: family, preference: 0, action: .lookup(table: 255), owner: Rule.kernelOwner)
      var moved = local
      moved.preference = 50
      moved.owner = 186
      try connection.execute(RuleRequest(.add, moved))
      try connection.execute(RuleRequest(.delete, local))
      let now = try connection.list(RuleDump(family)).map(\.rule)
      #expect(now.contains(moved) && !now.contains(local))
      try connection.execute(RuleRequest(.add, local))
      try connection.execute(RuleRequest(.delete, moved))
      #expect(try connection.list(RuleDump(family)) == before)
    }
  }

  @Test("A hand-made rule that has no words of ours is listed and deleted by its own message")
  func foreignRules() async throws {
    try await KernelSandbox.run {
      let connection = try connect()
      let before = try connection.list(RuleDump(.ipv4))
      for selector in [
        "to 10.0.0.0/8 lookup 7", "oif a lookup 8", "ipproto tcp lookup 9", "tos 0x10 lookup 7",
        "iif a prohibit", "suppress_prefixlength 0 lookup main",
      ] {
        try Shell.run("ip -n bw.t.a rule add pref 77 \(selector)")
      }
      let strange = try connection.list(RuleDump(.ipv4)).filter { $0.rule.preference == 77 }
      #expect(strange.count == 6)
      for listed in strange {
        guard case .other = listed.rule.action else {
          Issue.record("\(listed.rule) has words")
          continue
        }
        try connection.execute(
          DeleteObject(.rule, message: listed.message, summary: "\(listed.rule)"))
      }
      #expect(try connection.list(RuleDump(.ipv4)) == before)
    }
  }
}
