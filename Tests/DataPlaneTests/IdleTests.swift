import HostState
import TestSupport
import Testing

@testable import DataPlane

/// Flows end by time: tests move an entry's time back instead of waiting.
@Suite struct IdleTests {
  static let (client, server) = ("198.51.100.10", "10.0.1.10")
  static let udp = Packets.udp(client, 4000, server, 53)

  static func tcp(_ flags: UInt8, reply: Bool = false) -> [UInt8] {
    reply
      ? Packets.tcp(server, 80, client, 4000, flags: flags)
      : Packets.tcp(client, 4000, server, 80, flags: flags)
  }

  /// By the programs' arithmetic, which goes on below 0: a machine may not be up for as long.
  static func age(_ lab: GatewayLoadBalancerLab, by seconds: UInt32) throws {
    try change(lab) { $0 &- seconds }
  }

  static func rejuvenate(_ lab: GatewayLoadBalancerLab, by seconds: UInt32) throws {
    try change(lab) { $0 + seconds }
  }

  private static func change(
    _ lab: GatewayLoadBalancerLab, lastSeen: (UInt32) -> UInt32
  ) throws {
    let pins = lab.dataPlane.pins(GatewayLoadBalancerLab.namespace)
    let maps = try #require(try GatewayLoadBalancerMaps(pins: pins))
    for map in [maps.flows, maps.newFlows] {
      for (key, entry) in try map.entries() {
        var changed = entry
        changed.lastSeen = lastSeen(entry.lastSeen)
        try map.set(key, changed)
      }
    }
  }

  static func count(_ lab: GatewayLoadBalancerLab) throws -> Int {
    try FlowTests.table(lab).count()
  }

  @Test("TCP idles out after its timeout; then data is dropped and SYN opens a new flow")
  func tcp() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      lab.state.tcpIdleTimeout = 100
      try lab.apply()
      let first = try #require(try lab.encapsulate(Self.tcp(Packets.syn)))
      try Self.age(lab, by: 50)
      #expect(try Self.count(lab) == 1)
      #expect(try lab.encapsulate(Self.tcp(Packets.ack)) != nil)
      // What was late at the appliance is too late now.
      try Self.age(lab, by: 105)
      #expect(try Self.count(lab) == 0)
      try lab.giveBack(first)
      try lab.enter(Self.tcp(Packets.ack))
      try lab.expectDrops([.unknownFlow: 1, .notSYN: 1])
      let again = try #require(try lab.encapsulate(Self.tcp(Packets.syn)))
      #expect(again[64..<68] == first[64..<68])
    }
  }

  @Test("A flow that another CPU refreshed a moment after this one read the clock is alive")
  func refreshedMeanwhile() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      let first = try #require(try lab.encapsulate(Self.tcp(Packets.syn)))
      try Self.rejuvenate(lab, by: 5)
      try lab.giveBack(first)
      #expect(try lab.routers[0].receive() != nil)
      try Self.rejuvenate(lab, by: 5)
      #expect(try lab.encapsulate(Self.tcp(Packets.ack)) != nil)
      try lab.expectDrops([:])
    }
  }

  @Test("Everything but TCP idles out after 120 seconds and begins anew with any packet")
  func others() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      #expect(try lab.encapsulate(Self.udp) != nil)
      try Self.age(lab, by: 60)
      #expect(try Self.count(lab) == 1)
      try Self.age(lab, by: 65)
      #expect(try Self.count(lab) == 0)
      #expect(try lab.encapsulate(Self.udp) != nil)
      #expect(try Self.count(lab) == 1)
      let counters = try #require(
        try GatewayLoadBalancerCounters(lab.dataPlane, GatewayLoadBalancerLab.namespace))
      #expect(counters.endpoints[0]?.newFlows == 2)
    }
  }

  @Test("A connection that both ends closed is soon no flow; one half closed stays")
  func closed() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      let fin = Packets.fin | Packets.ack
      for packet in [Self.tcp(Packets.syn), Self.tcp(fin)] {
        #expect(try lab.encapsulate(packet) != nil)
      }
      try Self.age(lab, by: 60)
      #expect(try Self.count(lab) == 1)
      #expect(try lab.encapsulate(Self.tcp(fin, reply: true)) != nil)
      #expect(try lab.encapsulate(Self.tcp(Packets.ack)) != nil)
      #expect(try FlowTests.flows(lab).map(\.isClosed) == [true])
      try Self.age(lab, by: 15)
      #expect(try Self.count(lab) == 0)
    }
  }

  @Test("A reset closes a connection, unless it goes on as if nothing had happened")
  func reset() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      for flags in [Packets.syn, Packets.rst] {
        #expect(try lab.encapsulate(Self.tcp(flags)) != nil)
      }
      #expect(try FlowTests.flows(lab).map(\.isClosed) == [true])
      #expect(try lab.encapsulate(Self.tcp(Packets.ack)) != nil)
      try Self.age(lab, by: 60)
      #expect(try FlowTests.flows(lab).map(\.isClosed) == [false])
    }
  }

  @Test(
    "A flow that holds many connections outlives each of them",
    arguments: [GatewayLoadBalancerDataPlane.Stickiness.threeTuple, .twoTuple])
  func manyConnections(_ stickiness: GatewayLoadBalancerDataPlane.Stickiness) async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      lab.state.stickiness = stickiness
      try lab.apply()
      let fin = Packets.fin | Packets.ack
      for packet in [
        Self.tcp(Packets.syn), Self.tcp(fin), Self.tcp(fin, reply: true), Self.tcp(Packets.rst),
      ] {
        #expect(try lab.encapsulate(packet) != nil)
      }
      try Self.age(lab, by: 60)
      #expect(try FlowTests.flows(lab).map(\.isClosed) == [false])
      // Of another connection between the two.
      let other = Packets.tcp(Self.server, 81, Self.client, 4001, flags: Packets.ack)
      #expect(try lab.encapsulate(other) != nil)
    }
  }

  @Test("A flow of a target that is gone gets another when it has idled out")
  func gone() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      #expect(try lab.encapsulate(Self.udp) != nil)
      lab.state.targets[0] = try GatewayLoadBalancerLab.target(2, zone: 0)
      try lab.apply()
      try Self.age(lab, by: 60)
      try lab.enter(Self.udp)
      try lab.expectDrops([.targetGone: 1])
      try Self.age(lab, by: 65)
      let outer = try #require(try lab.encapsulate(Self.udp))
      #expect(Array(outer[16..<20]) == [10, 100, 1, 12])
    }
  }
}
