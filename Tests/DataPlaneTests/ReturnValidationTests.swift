import CLibBPF
import HostState
import IPAddressing
import TestSupport
import Testing

@testable import DataPlane

/// What an appliance returns is checked against what it was given; each refusal has its counter.
@Suite struct ReturnValidationTests {
  struct Forgery: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let reason: DropReason
    /// Changes the outer packet as it was sent; its addresses are swapped and its checksum made
    /// right afterwards.
    let change: @Sendable (inout [UInt8]) -> Void

    init(
      _ description: String, _ reason: DropReason,
      _ change: @escaping @Sendable (inout [UInt8]) -> Void
    ) {
      testDescription = description
      self.reason = reason
      self.change = change
    }
  }

  static let forgeries = [
    Forgery("cookie", .cookie) { $0[67] ^= 1 },
    Forgery("VNI", .networkIdentifier) { $0[34] = 1 },
    Forgery("version", .geneveVersion) { $0[28] |= 0x40 },
    Forgery("option length", .geneveHeader) { $0[28] = 7 },
    Forgery("flags", .geneveHeader) { $0[29] = 0x80 },
    Forgery("protocol", .geneveHeader) { $0[30] = 9 },
    Forgery("protocol of the other family", .innerPacket) {
      $0.replaceSubrange(30..<32, with: [0x86, 0xdd])
    },
    Forgery("option class", .options) { $0[37] = 9 },
    Forgery("option type", .options) { $0[50] = 1 },
    Forgery("option length of one", .options) { $0[63] = 2 },
    Forgery("endpoint id", .unknownEndpoint) { $0[47] ^= 1 },
    Forgery("attachment id", .attachment) { $0[59] ^= 1 },
    Forgery("source", .unknownTarget) { $0[19] = 99 },
    Forgery("another target", .otherTarget) {
      $0.replaceSubrange(16..<20, with: [10, 100, 2, 11])
    },
    Forgery("UDP source port", .sourcePort) { $0[21] ^= 1 },
    Forgery("UDP source port of no flow", .sourcePort) { $0[20] = 1 },
    Forgery("bytes behind the end", .truncated) { $0.append(0) },
    Forgery("node", .wrongNode) { $0.replaceSubrange(12..<16, with: [10, 100, 2, 4]) },
    Forgery("inner version", .innerPacket) { $0[68] = 0x55 },
    Forgery("inner length beyond the end", .innerPacket) { $0[68 + 3] += 1 },
    Forgery("inner length without headers", .innerPacket) { $0[68 + 3] = 5 },
    Forgery("inner checksum", .innerPacket) { $0[68 + 10] ^= 1 },
    Forgery("inner flow", .unknownFlow) { $0[68 + 20] ^= 1 },
    Forgery("truncated options", .truncated) { $0.removeLast($0.count - 60) },
    Forgery("length beyond the end", .truncated) { $0[3] += 1 },
    Forgery("UDP length", .truncated) { $0[25] -= 1 },
    Forgery("first outer fragment", .outerFragment) { $0[6] = 0x20 },
    Forgery("later outer fragment", .outerFragment) { $0[7] = 1 },
  ]

  @Test("A forged return is dropped and counted by its reason", arguments: forgeries)
  func forged(_ forgery: Forgery) async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      let inner = Packets.tcp("198.51.100.10", 40000, "10.0.1.10", 80, flags: Packets.syn)
      let outer = try #require(try lab.encapsulate(inner))
      var forged = outer
      forgery.change(&forged)
      try lab.giveBack(Packets.repaired(forged))
      // Frames keep their order: had the forged one passed, it would come first.
      try lab.giveBack(outer)
      let back = try #require(try lab.routers[0].receive())
      #expect(Array(back.dropFirst(14)) == inner)
      #expect(try lab.routers[0].receive(milliseconds: 0) == nil)
      try lab.expectDrops([forgery.reason: 1])
    }
  }

  @Test("A wrong checksum of the outer header is refused")
  func outerChecksum() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      let inner = Packets.udp("198.51.100.10", 40000, "10.0.1.10", 53)
      let outer = try #require(try lab.encapsulate(inner))
      for place in [1, 8, 10, 11] {
        var damaged = outer
        damaged[place] ^= 1
        try lab.giveBack(damaged)
      }
      try lab.giveBack(outer)
      _ = try #require(try lab.routers[0].receive())
      #expect(try lab.routers[0].receive(milliseconds: 0) == nil)
      try lab.expectDrops([.outerChecksum: 4])
    }
  }

  @Test("Of a checksum's two forms of zero, both are right")
  func outerChecksumOfZero() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      let inner = Packets.udp("198.51.100.10", 40000, "10.0.1.10", 53)
      var outer = try #require(try lab.encapsulate(inner))
      // The identification takes up what the checksum was.
      outer.replaceSubrange(4..<6, with: outer[10..<12])
      for zero: [UInt8] in [[0, 0], [0xff, 0xff]] {
        outer.replaceSubrange(10..<12, with: zero)
        try lab.giveBack(outer)
        _ = try #require(try lab.routers[0].receive())
      }
      try lab.expectDrops([:])
    }
  }

  @Test("A frame for another Ethernet address, or for all, is refused")
  func flooded() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      let inner = Packets.udp("198.51.100.10", 40000, "10.0.1.10", 53)
      let outer = try #require(try lab.encapsulate(inner))
      let broadcast = MACAddress(bits: 0xffff_ffff_ffff)
      let multicast = MACAddress(bits: 0x0100_5e00_0001)
      for address in [broadcast, multicast, MACAddress(derivedFrom: "another")] {
        try lab.giveBack(outer, to: address)
      }
      try lab.giveBack(outer)
      _ = try #require(try lab.routers[0].receive())
      #expect(try lab.routers[0].receive(milliseconds: 0) == nil)
      try lab.expectDrops([.outerAddress: 3])
    }
  }

  @Test("IPv4 options in the outer header are refused")
  func outerOptions() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      let inner = Packets.udp("198.51.100.10", 40000, "10.0.1.10", 53)
      let outer = try #require(try lab.encapsulate(inner))
      var forged = outer
      forged[0] = 0x46
      forged.insert(contentsOf: [1, 1, 1, 1], at: 20)
      try lab.giveBack(forged)
      try lab.giveBack(outer)
      _ = try #require(try lab.routers[0].receive())
      try lab.expectDrops([.outerHeader: 1])
    }
  }

  @Test("A first fragment that is refused is not remembered, and no target's is for another")
  func fragments() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      let (client, server) = FragmentTests.families[0]
      func entries(_ name: String) throws -> Int {
        let path = lab.dataPlane.pins(GatewayLoadBalancerLab.namespace).map(name)
        let handle = try #require(try BPFHandle.pinned(at: path))
        var key = [UInt8](repeating: 0, count: try BPFMapShape(of: handle, name: name).keySize)
        var (previous, count): ([UInt8]?, Int) = (nil, 0)
        while bpf_map_get_next_key(handle.descriptor, previous, &key) == 0 {
          (previous, count) = (key, count + 1)
        }
        return count
      }
      let fragments = FragmentTests.fragments(client, server, 3)
      let first = try #require(try lab.encapsulate(fragments[0]))
      #expect(try entries("fragments") == 1)
      // Another flow's cookie, and ports of its own choice for others' datagrams.
      for identification in UInt16(100)..<150 {
        var forged = first
        let other = FragmentTests.fragments(
          client, server, 3, identification: identification)[0]
        forged.replaceSubrange(68..., with: other)
        forged[67] ^= 1
        try lab.giveBack(Packets.repaired(forged))
      }
      try lab.giveBack(first)
      #expect(try lab.routers[0].receive() != nil)
      try lab.expectDrops([.cookie: 50])
      #expect(try entries("fragments") == 1)
      #expect(try entries("returned_fragments") == 1)
      // Another target with a flow of its own between the same hosts says that the datagram is its.
      let own = Packets.udp(client, 7777, server, 9999)
      let envelope = try #require(try lab.encapsulate(own))
      var stolen = fragments[0]
      stolen.replaceSubrange(20..<24, with: Packets.word(7777) + Packets.word(9999))
      var claim = envelope
      claim.replaceSubrange(68..., with: stolen)
      claim.replaceSubrange(2..<4, with: Packets.word(UInt16(claim.count)))
      claim.replaceSubrange(24..<26, with: Packets.word(UInt16(claim.count - 20)))
      try lab.giveBack(Packets.repaired(claim))
      #expect(try lab.routers[0].receive().map { Array($0.dropFirst(14)) } == stolen)
      let second = try #require(try lab.encapsulate(fragments[1]))
      #expect(second[64..<68] == first[64..<68], "in the flow of its first as a router sent it")
      // A TCP segment that begins nothing is not remembered either.
      let segment = Packets.tcp(client, 1, server, 2, flags: Packets.ack)
      try lab.enter(
        Packets.ip(
          client, server, 6, Array(segment[20...]), identification: 77, fragment: 0x2000))
      try lab.expectDrops([.cookie: 50, .notSYN: 1])
      #expect(try entries("fragments") == 1)
    }
  }

  @Test("What is neither GENEVE nor of a health check is dropped at a node, and counted")
  func others() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      let mac = MACAddress(derivedFrom: "appliance")
      for packet in [
        Packets.udp("10.100.1.10", 1, "10.100.1.4", 53),
        Packets.ip("10.100.1.10", "10.100.1.4", 47, [0, 0, 8, 0]),
        Packets.udp("2001:db8::10", 1, "2001:db8::4", 6081),
        Packets.tcp("2001:db8::10", 1, "2001:db8::4", 80, flags: Packets.syn),
      ] {
        try lab.subnets[0].send(
          Packets.ethernet(to: lab.state.nodes[0].macAddress, from: mac, packet))
      }
      try lab.expectDrops([.notGENEVE: 4])
    }
  }

  @Test("What is not GENEVE is left to the stack, so that health checks work")
  func healthChecks() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      try lab.inside { try Shell.run("ip addr add 10.100.1.4/24 dev n0") }
      try Shell.run("ip addr add 10.100.1.10/24 dev s0")
      try Shell.run("ping -c 1 -W 2 10.100.1.4")
      try lab.expectDrops([:])
    }
  }
}
