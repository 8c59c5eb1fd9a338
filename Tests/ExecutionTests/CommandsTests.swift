import HostState
import IPAddressing
import Planning
import TestSupport
import Testing

@Suite("A plan as commands")
struct CommandsTests {
  @Test("takes the kernel where the plan leads, there and back, from nothing and to nothing")
  func commands() async throws {
    try await KernelSandbox.run {
      let host = try TestHost()
      let nothing = HostState(topology: SmallHost.topology)
      for desired in [
        SmallHost.state, RollbackTests.changed, SmallHost.state, nothing, RollbackTests.changed,
      ] {
        let observed = try host.observe(knowing: desired)
        let commands = try Plan(from: observed, to: desired, toolVersion: "test").commands
        // As at a prompt: what is gone by itself, such as a neighbour with its link's last address, is
        // no reason to stop.
        try Shell.run(["bash", "-c", commands.joined(separator: "\n") + "\ntrue"])
        let difference = StateDiff(from: try host.observe(knowing: desired), to: desired)
        #expect(difference.isEmpty, "\(difference.changes): \(commands)")
      }
    }
  }

  @Test("exchanges a table at once, and leaves the old one where the new one is refused")
  func tables() async throws {
    try await KernelSandbox.run {
      let host = try TestHost()
      try host.apply(SmallHost.state)
      let old = try #require(SmallHost.state.namespaces[SmallHost.near]?.nftables["inet guard"])
      func commands(_ text: String) throws -> String {
        var desired = SmallHost.state
        desired.namespaces[SmallHost.near]?.nftables["inet guard"] = text
        let observed = try host.observe(knowing: SmallHost.state)
        return try Plan(from: observed, to: desired, toolVersion: "test").commands
          .joined(separator: "\n")
      }
      func table() throws -> String? {
        try host.observe(knowing: SmallHost.state).namespaces[SmallHost.near]?
          .nftables["inet guard"]
      }
      let refused = try commands(old.replacing("22 drop", with: "22 jump nowhere"))
      #expect(throws: Shell.Failure.self) { try Shell.run(["bash", "-c", refused]) }
      #expect(try table() == old)
      let new = old.replacing("22 drop", with: "23 drop")
      let exchange = try commands(new)
      // The second time from the new one itself, the third from nothing.
      for removes in [false, false, true] {
        if removes {
          try Shell.run("ip netns exec \(SmallHost.near) nft delete table inet guard")
        }
        try Shell.run(["bash", "-c", exchange])
        #expect(try table() == new)
      }
    }
  }

  /// `SmallHost` over an interface of the host's, and with IPv6 of each kind.
  private static var extended: HostState {
    var host = SmallHost.state
    let eth0 = LinkName(rawValue: "p-far")
    var link = SmallHost.link(
      "uplink", .hostInterface(LinkName(rawValue: "uplink")), index: 40)
    link.macAddress = MACAddress(bits: 0)
    host.namespaces[SmallHost.near]?.links[LinkName(rawValue: "a-outside")] = link
    host.namespaces[SmallHost.router]?.neighbors.insert(
      NeighborState(
        link: eth0, address: IPAddress("2001:db8:2::a") ?? IPAddress(ipv4: 0),
        macAddress: MACAddress(derivedFrom: "far eth0")))
    host.namespaces[SmallHost.router]?.routes.insert(
      RouteState(101, "2001:db8:2::/64", .link(eth0)))
    host.namespaces[SmallHost.router]?.rules.insert(
      RuleState(family: .ipv6, preference: 100, inputLink: eth0, action: .lookup(table: 101)))
    return host
  }

  @Test("makes links over the host's interfaces, IPv6, and takes what others made away")
  func further() async throws {
    try await KernelSandbox.run {
      try Shell.run("ip link add uplink type veth peer name wire")
      for link in ["uplink", "wire"] { try Shell.run("ip link set \(link) addrgenmode none up") }
      let host = try TestHost()
      try host.apply(SmallHost.state)
      // Two of one prefix: the right one goes, then the other.
      for line in [
        "-4 route add prohibit 203.0.113.0/24 metric 5 table 100",
        "-4 route add unreachable 203.0.113.0/24 metric 7 table 100",
        "-6 route add prohibit 2001:db8:77::/64 metric 9 table 101",
        "-6 route add throw 2001:db8:77::/64 metric 11 table 101",
      ] { try Shell.run("ip -n bw.small.router \(line)") }
      for desired in [Self.extended, SmallHost.state] {
        let observed = try host.observe(knowing: desired)
        let commands = try Plan(from: observed, to: desired, toolVersion: "test").commands
        try Shell.run(["bash", "-c", commands.joined(separator: "\n") + "\ntrue"])
        let difference = StateDiff(from: try host.observe(knowing: desired), to: desired)
        #expect(difference.isEmpty, "\(difference.changes): \(commands)")
      }
    }
  }
}
