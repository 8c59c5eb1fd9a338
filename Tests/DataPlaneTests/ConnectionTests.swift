import HostState
import IPAddressing
import TestSupport
import Testing

@testable import DataPlane

/// TCP connections: who begins them, who ends them, and who cannot.
@Suite struct ConnectionTests {
  /// A segment with these numbers, which is let through.
  private static func send(
    _ lab: GatewayLoadBalancerLab, _ flags: UInt8, _ sequence: UInt32, _ acknowledgment: UInt32,
    reply: Bool = false, _ payload: [UInt8] = []
  ) throws {
    let packet =
      reply
      ? Packets.tcp(
        FlowTableTests.server, 80, FlowTableTests.client, 4000, flags: flags, payload,
        sequence: sequence,
        acknowledgment: acknowledgment)
      : Packets.tcp(
        FlowTableTests.client, 4000, FlowTableTests.server, 80, flags: flags, payload,
        sequence: sequence,
        acknowledgment: acknowledgment)
    #expect(try lab.encapsulate(packet) != nil)
  }

  @Test(
    "A stranger's reset or FIN ends no connection; its own ends' do, and its ports begin another")
  func strangers() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      let fin = Packets.fin | Packets.ack
      func send(
        _ flags: UInt8, _ sequence: UInt32, _ acknowledgment: UInt32, reply: Bool = false,
        _ payload: [UInt8] = []
      ) throws {
        try Self.send(lab, flags, sequence, acknowledgment, reply: reply, payload)
      }
      func isClosed() throws -> [Bool] { try FlowTests.flows(lab).map(\.isClosed) }
      // Numbers that wrap around on the way.
      var (there, back): (UInt32, UInt32) = (0xffff_fff0, 0x7fff_0000)
      func open() throws {
        try send(Packets.syn, there, 0)
        try send(Packets.syn | Packets.ack, back, there &+ 1, reply: true)
        (there, back) = (there &+ 1, back &+ 1)
        try send(Packets.ack, there, back)
      }
      try open()
      #expect(try FlowTableTests.entries(lab) == [1, 0])
      for _ in 0..<200 {
        try send(Packets.ack, there, back, [UInt8](repeating: 1, count: 1400))
        there &+= 1400
        try send(Packets.ack, back, there, reply: true, [UInt8](repeating: 2, count: 1400))
        back &+= 1400
      }
      for reply in [false, true] {
        let (own, other) = reply ? (back, there) : (there, back)
        // Nearer than this a number may have been lost on the way.
        try send(Packets.rst, own &+ 0x2_0000, other, reply: reply)
        try send(fin, own, other &+ 0x2_0000, reply: reply)
        for distance: UInt32 in [0x1234_5678, 0x8000_0000, 0xff00_0000] {
          try send(Packets.rst, own &+ distance, other, reply: reply)
          try send(Packets.rst | Packets.ack, own, other &+ distance, reply: reply)
          try send(fin, own &+ distance, other, reply: reply)
          try send(fin, own, other &+ distance, reply: reply)
          // Nor do data far away make what comes after them look expected.
          try send(Packets.ack, own &+ distance, other &+ distance, reply: reply, [1])
          try send(Packets.rst, own &+ distance &+ 1, other, reply: reply)
        }
      }
      #expect(try isClosed() == [false])
      try send(Packets.syn, 5, 0)
      #expect(try isClosed() == [false])
      try IdleTests.age(lab, by: 300)
      try send(Packets.ack, there, back)
      // Both ends' own.
      try send(fin, there, back)
      #expect(try isClosed() == [false])
      try send(fin, back, there &+ 1, reply: true)
      #expect(try isClosed() == [true])
      // Another connection of the same ports, at once, with other numbers.
      (there, back) = (17, 0x9000_0000)
      try open()
      #expect(try isClosed() == [false])
      let counters = try #require(
        try GatewayLoadBalancerCounters(lab.dataPlane, FlowTableTests.namespace))
      #expect(counters.endpoints[0]?.newFlows == 2)
      #expect(counters.targets[0]?.newFlows == 2)
      try send(Packets.rst, there, 0)
      #expect(try isClosed() == [true])
      try IdleTests.age(lab, by: 11)
      #expect(try FlowTests.table(lab).count() == 0)
      try lab.expectDrops([:])
    }
  }

  @Test(
    "A whole handshake on the ports of a connection that was never seen to close begins another",
    arguments: [false, true])
  func reopened(byServer: Bool) async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      func send(
        _ flags: UInt8, _ sequence: UInt32, _ acknowledgment: UInt32, reply: Bool = false
      ) throws {
        try Self.send(lab, flags, sequence, acknowledgment, reply: reply)
      }
      func newFlows() throws -> UInt64? {
        try GatewayLoadBalancerCounters(lab.dataPlane, FlowTableTests.namespace)?.endpoints[0]?
          .newFlows
      }
      let both = Packets.syn | Packets.ack
      try send(Packets.syn, 1000, 0)
      try send(both, 0x2000_0000, 1001, reply: true)
      try send(Packets.ack, 1001, 0x2000_0001)
      #expect(try FlowTableTests.entries(lab) == [1, 0])
      let maps = try FlowTableTests.maps(lab)
      func numbers() throws -> [[UInt16]] {
        try maps.flows.entries().map { [$0.value.lowSequence, $0.value.highSequence] }
      }
      let before = try numbers()
      // A stranger's SYN, alone, with an acknowledgement of nothing, and of another number than the
      // answer's.
      try send(Packets.syn, 0x7000_0000, 0, reply: byServer)
      try send(Packets.ack, 1001, 0x2000_0001)
      try send(Packets.syn, 0x7000_0000, 0, reply: byServer)
      try send(Packets.ack, 0x7000_0001, 0x9000_0001, reply: byServer)
      try send(Packets.syn, 0x7000_0000, 0, reply: byServer)
      try send(both, 0x9000_0000, 0x7000_0001, reply: !byServer)
      for distance: UInt32 in [0, 0x4002, 0x8000_0000] {
        try send(Packets.ack, 0x7000_0001, 0x9000_0000 &+ distance, reply: byServer)
      }
      // An answer to something else.
      try send(Packets.syn, 0x7100_0000, 0, reply: byServer)
      try send(both, 0x9000_0000, 0x7000_0001, reply: !byServer)
      try send(Packets.ack, 0x7100_0001, 0x9000_0001, reply: byServer)
      #expect(try numbers() == before)
      #expect(try newFlows() == 1)

      // Both ends have forgotten it. What is sent again changes nothing.
      for _ in 0..<2 { try send(Packets.syn, 0x5000_0000, 0, reply: byServer) }
      for _ in 0..<2 { try send(both, 0xa000_0000, 0x5000_0001, reply: !byServer) }
      try send(Packets.syn, 0x5000_0000, 0, reply: byServer)
      #expect(try numbers() == before)
      for _ in 0..<2 { try send(Packets.ack, 0x5000_0001, 0xa000_0001, reply: byServer) }
      #expect(try newFlows() == 2)
      let flow = try #require(try FlowTests.flows(lab).first)
      let opener =
        byServer ? (FlowTableTests.server, UInt16(80)) : (FlowTableTests.client, UInt16(4000))
      #expect(flow.source == (try FlowTests.end(opener.0, opener.1)))
      #expect(!flow.isClosed)
      try send(Packets.fin | Packets.ack, 0x5000_0001, 0xa000_0001, reply: byServer)
      try send(Packets.fin | Packets.ack, 0xa000_0001, 0x5000_0002, reply: !byServer)
      #expect(try FlowTests.flows(lab).map(\.isClosed) == [true])
      try lab.expectDrops([:])
    }
  }

  @Test(
    "A flow of fewer tuples is confirmed by the first connection in it that both ends agree on",
    arguments: [GatewayLoadBalancerDataPlane.Stickiness.threeTuple, .twoTuple])
  func fewerTuples(_ stickiness: GatewayLoadBalancerDataPlane.Stickiness) async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      lab.state.stickiness = stickiness
      try lab.apply()
      let maps = try FlowTableTests.maps(lab)
      func send(
        _ server: String, _ flags: UInt8, reply: Bool = false, acknowledgment: UInt32 = 2
      ) throws {
        let packet =
          reply
          ? Packets.tcp(
            server, 80, FlowTableTests.client, 4000, flags: flags, acknowledgment: acknowledgment)
          : Packets.tcp(
            FlowTableTests.client, 4000, server, 80, flags: flags, acknowledgment: acknowledgment)
        #expect(try lab.encapsulate(packet) != nil)
      }
      // Opened by either end, whichever sent the flow's first packet.
      for (number, isReverse) in [false, true].enumerated() {
        let server = "10.0.1.\(10 + number)"
        try send(server, Packets.syn)
        if isReverse { try send(server, Packets.syn, reply: true) }
        try send(server, Packets.syn | Packets.ack, reply: !isReverse)
        for acknowledgment: UInt32 in [0, 1, 3 + 0x4000, .max] {
          try send(server, Packets.ack, reply: isReverse, acknowledgment: acknowledgment)
        }
        #expect(try FlowTableTests.entries(lab) == [number, 1])
        try send(server, Packets.ack, reply: isReverse)
        #expect(try FlowTableTests.entries(lab) == [number + 1, 0])
      }
      #expect(try maps.occupancy[0]?.unconfirmed == 0)
      // One end alone, as often as it likes.
      for _ in 0..<2 {
        for flags in [Packets.syn, Packets.syn | Packets.ack, Packets.ack] {
          try send("10.0.1.20", flags)
        }
      }
      #expect(try FlowTableTests.entries(lab) == [2, 1])
      // Nor is such a flow closed by a connection's end.
      for reply in [false, true] {
        try send(FlowTableTests.server, Packets.fin | Packets.ack, reply: reply)
      }
      #expect(try FlowTests.flows(lab).allSatisfy { !$0.isClosed })
      try lab.expectDrops([:])
    }
  }

  @Test("A forged SYN moves no settled connection away from an unhealthy target")
  func forgedSYN() async throws {
    try await KernelSandbox.run {
      let lab = try FailoverTests.lab(rebalances: false)
      try lab.apply()
      func target(_ flags: UInt8, reply: Bool = false) throws -> UInt8 {
        try #require(try lab.encapsulate(FlowTableTests.tcp(flags, reply: reply)))[19]
      }
      let own = try target(Packets.syn)
      #expect(try target(Packets.syn | Packets.ack, reply: true) == own)
      #expect(try target(Packets.ack) == own)
      try FailoverTests.health(lab).set(
        healthySlots: Set([0, 1, 2]).subtracting([Int(own) - 10]))
      let forged = Packets.tcp(
        FlowTableTests.client, 4000, FlowTableTests.server, 80, flags: Packets.syn, sequence: 99,
        acknowledgment: 0)
      #expect(try lab.encapsulate(forged)?[19] == own)
      #expect(try target(Packets.ack) == own)
      // Once it is closed, its ports begin another, elsewhere.
      #expect(try target(Packets.fin | Packets.ack) == own)
      #expect(try target(Packets.fin | Packets.ack, reply: true) == own)
      #expect(try target(Packets.syn) != own)
    }
  }
}
