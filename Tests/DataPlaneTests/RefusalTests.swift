import FoundationEssentials
import HostState
import TestSupport
import Testing

@testable import DataPlane

/// What nftables' rules refuse is told by reason, as what the programs do.
@Suite struct RefusalTests {
  private static let namespace = NamespaceName(rawValue: "bw.lab.gwlb")

  private static func load(_ rules: String) throws {
    let path = "/run/rules.nft"
    try rules.write(toFile: path, atomically: true, encoding: .utf8)
    try NetworkNamespace.enter(namespace.rawValue) { try Shell.run("nft -f \(path)") }
  }

  @Test("A rule that only refuses what it counts is a reason, by its comment, counter or chain")
  func reasons() async throws {
    try await KernelSandbox.run {
      try NetworkNamespace.add(Self.namespace.rawValue)
      let dataPlane = DataPlane(
        fileSystem: BPFFileSystem(path: "/run/bpf"), recordDirectory: "/run")
      let gone = NamespaceName(rawValue: "bw.lab.gone")
      #expect(try dataPlane.refusals(of: [gone, Self.namespace]) == [:])
      try Self.load(
        """
        table inet one {
          counter refused { packets 7 bytes 1 }
          counter mixed { packets 9 bytes 1 }
          chain through {
            type filter hook forward priority filter; policy drop;
            counter packets 3 bytes 1 drop comment "first reason"
            counter name refused drop
            tcp dport 80 counter name refused reject with tcp reset
            counter name mixed drop
            counter name mixed accept
            counter packets 4 bytes 1 accept comment "let through"
            counter packets 5 bytes 1 ip saddr 10.0.0.1 drop comment "some are refused"
            udp dport 1 counter packets 6 bytes 1 reject
            counter packets 8 bytes 1 log drop comment "first reason"
            counter packets 0 bytes 0 drop comment "none yet"
          }
        }
        table bridge two {
          chain ports {
            type filter hook prerouting priority filter;
            meta mark 1 counter packets 2 bytes 1 drop comment "\u{1b}[31mred"
          }
        }
        table arp three {
          chain answers {
            type filter hook input priority filter;
            counter packets 1 bytes 1 drop
          }
        }
        """)
      let refusals = try #require(
        try dataPlane.refusals(of: [gone, Self.namespace])[Self.namespace])
      #expect(
        refusals.map { "\($0.label) \($0.packets)" } == [
          "?[31mred 2", "first_reason 11", "refused 7", "rule_of_chain_answers 1",
          "rule_of_chain_through 6",
        ])
      #expect(refusals[1].words == "first reason")
    }
  }

  @Test("A name that stands for no namespace, or leads elsewhere, hides nobody else's reasons")
  func strangeNames() async throws {
    try await KernelSandbox.run {
      try NetworkNamespace.add(Self.namespace.rawValue)
      let dataPlane = DataPlane(
        fileSystem: BPFFileSystem(path: "/run/bpf"), recordDirectory: "/run")
      try Self.load(
        "table inet one { chain c { type filter hook input priority 0; counter packets 2 bytes 1 drop; }; }"
      )
      let names = ["bw.lab.file", "bw.lab.link"].map(NamespaceName.init(rawValue:))
      try Shell.run("touch /run/netns/bw.lab.file")
      try Shell.run("ln -s /proc/1/ns/net /run/netns/bw.lab.link")
      let refusals = try dataPlane.refusals(of: names + [Self.namespace])
      #expect(refusals.mapValues { $0.map(\.packets) } == [Self.namespace: [2]])
    }
  }

  @Test("Rules' reasons come behind the programs', and one that both have is one")
  func beside() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      try lab.enter(Array(Packets.udp("198.51.100.10", 1, "10.0.1.10", 53).dropLast()))
      try lab.enter(Packets.udp("198.51.100.10", 1, "224.0.0.1", 53))
      try lab.expectDrops([.malformed: 1, .linkScope: 1])
      try Self.load(
        """
        table inet one {
          chain through {
            type filter hook forward priority filter;
            counter packets 3 bytes 1 drop comment "malformed"
            counter packets 4 bytes 1 drop comment "a rule"
          }
        }
        """)
      let refusals = try #require(
        try lab.dataPlane.refusals(of: [Self.namespace])[Self.namespace])
      #expect(
        refusals.map { "\($0.label) \($0.packets)" } == [
          "malformed 4", "link_scope 1", "a_rule 4",
        ])
    }
  }
}
