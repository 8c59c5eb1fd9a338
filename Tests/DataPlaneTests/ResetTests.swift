import DataPlane
import Foundation
import HostState
import IPAddressing
import TestSupport
import Testing

/// Connections that are reset where AWS's `send_tcp_reset` attributes say so.
@Suite struct ResetTests {
  struct Ends: Sendable, CustomTestStringConvertible {
    let client: String
    let server: String
    var testDescription: String { client }
  }

  static let ends = [
    Ends(client: "198.51.100.10", server: "10.0.1.10"),
    Ends(client: "2001:db8:1::10", server: "2001:db8:2::10"),
  ]

  private static func segment(
    _ ends: Ends, flags: UInt8, _ payload: [UInt8] = []
  ) -> [UInt8] {
    Packets.tcp(ends.client, 40000, ends.server, 80, flags: flags, payload)
  }

  /// Expects a segment as the answer of the server's end.
  private static func expectReset(
    _ lab: GatewayLoadBalancerLab, _ ends: Ends, flags: UInt8, sequence: UInt32,
    acknowledgment: UInt32, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let frame = try #require(try lab.routers[0].receive(), sourceLocation: sourceLocation)
    let endpoint = lab.state.endpoints[0]
    #expect(
      Array(frame.prefix(12)) == endpoint.routerMACAddress.bytes + endpoint.macAddress.bytes,
      sourceLocation: sourceLocation)
    let packet = Array(frame.dropFirst(14))
    let header = packet[0] >> 4 == 4 ? 20 : 40
    #expect(packet.count == header + 20, sourceLocation: sourceLocation)
    let model = Packets.tcp(ends.server, 80, ends.client, 40000, flags: flags)
    #expect(
      packet[(header == 20 ? 12 : 8)..<header] == model[(header == 20 ? 12 : 8)..<header],
      sourceLocation: sourceLocation)
    #expect(packet[header..<header + 4] == model[header..<header + 4])
    func word(_ offset: Int) -> UInt32 {
      UInt32(Packets.word(packet, at: header + offset)) << 16
        | UInt32(Packets.word(packet, at: header + offset + 2))
    }
    #expect(packet[header + 13] == flags, sourceLocation: sourceLocation)
    #expect(word(4) == sequence && word(8) == acknowledgment, sourceLocation: sourceLocation)
    #expect(Packets.transportChecksum(packet) == 0, sourceLocation: sourceLocation)
    if header == 20 { #expect(Packets.checksum(Array(packet[..<20])) == 0) }
  }

  @Test("A segment of no known flow is answered, by its acknowledgement or for it", arguments: ends)
  func idle(_ ends: Ends) async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      lab.state.tcpResets = [.idleTimeout]
      try lab.apply()
      #expect(try lab.observe() == .gatewayLoadBalancer(lab.state))
      // The model's segments have sequence number 1 and acknowledge 2.
      try lab.enter(Self.segment(ends, flags: Packets.ack, [1, 2, 3]))
      try Self.expectReset(lab, ends, flags: Packets.rst, sequence: 2, acknowledgment: 0)
      try lab.enter(Self.segment(ends, flags: Packets.fin, [1, 2, 3, 4]))
      try Self.expectReset(
        lab, ends, flags: Packets.rst | Packets.ack, sequence: 0, acknowledgment: 6)
      // Resets are not answered, and what opens a connection is passed on.
      try lab.enter(Self.segment(ends, flags: Packets.rst))
      #expect(try lab.encapsulate(Self.segment(ends, flags: Packets.syn)) != nil)
      #expect(try lab.routers[0].receive(milliseconds: 0) == nil)
      try lab.expectDrops([.notSYN: 3])
      let counters = try GatewayLoadBalancerCounters(
        lab.dataPlane, GatewayLoadBalancerLab.namespace)
      #expect(counters?.endpoints[0]?.resets == 2)
    }
  }

  /// A segment whose right checksum is its pseudo-header's sum, as one has that the kernel is still to
  /// finish.
  private static func ambiguous(_ ends: Ends) -> [UInt8] {
    let plain = segment(ends, flags: Packets.ack, [0, 0])
    let header = plain[0] >> 4 == 4 ? 20 : 40
    let addresses = plain[(header == 20 ? 12 : 8)..<header]
    let pseudo = Packets.checksum(addresses + [0, 6, 0, UInt8(plain.count - header)])
    let filling = ~Packets.checksum(
      [pseudo, Packets.word(plain, at: header + 16)].flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] })
    let made = segment(
      ends, flags: Packets.ack, [UInt8(filling >> 8), UInt8(filling & 0xff)])
    #expect(Packets.word(made, at: header + 16) == ~pseudo)
    return made
  }

  @Test("A checksum that looks like an unfinished one is a right one all the same", arguments: ends)
  func ambiguousChecksum(_ ends: Ends) async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      lab.state.tcpResets = [.idleTimeout]
      try lab.apply()
      try lab.enter(Self.ambiguous(ends))
      try Self.expectReset(lab, ends, flags: Packets.rst, sequence: 2, acknowledgment: 0)
    }
  }

  @Test("A connection of an unhealthy target is reset once, and its next SYN goes elsewhere")
  func unhealthy() async throws {
    try await KernelSandbox.run {
      let ends = Self.ends[0]
      let lab = try FailoverTests.lab(rebalances: false)
      lab.state.tcpResets = [.unhealthy]
      try lab.apply()
      let outer = try #require(try lab.encapsulate(Self.segment(ends, flags: Packets.syn)))
      let slot = Int(outer[19]) - 10
      try FailoverTests.health(lab).set(healthySlots: Set([0, 1, 2]).subtracting([slot]))
      try lab.enter(Self.segment(ends, flags: Packets.ack))
      try Self.expectReset(lab, ends, flags: Packets.rst, sequence: 2, acknowledgment: 0)
      // Forgotten: what still comes is of no known flow, and nobody is told of that.
      try lab.enter(Self.segment(ends, flags: Packets.ack))
      let again = try #require(try lab.encapsulate(Self.segment(ends, flags: Packets.syn)))
      #expect(again[19] != outer[19])
      #expect(try lab.routers[0].receive(milliseconds: 0) == nil)
      try lab.expectDrops([.targetUnhealthy: 1, .notSYN: 1])
    }
  }

  @Test("While no target is healthy, connections are left alone")
  func nobodyIsHealthy() async throws {
    try await KernelSandbox.run {
      let lab = try FailoverTests.lab(rebalances: false)
      lab.state.tcpResets = [.unhealthy]
      try lab.apply()
      try FailoverTests.health(lab).set(healthySlots: [])
      let before = try FailoverTests.targets(lab, flags: Packets.syn)
      #expect(try FailoverTests.targets(lab, flags: Packets.ack) == before)
      try lab.expectDrops([:])
    }
  }

  @Test("A connection of a deregistered target is reset after it was drained, not before")
  func deregistered() async throws {
    try await KernelSandbox.run {
      let ends = Self.ends[1]
      let lab = try FailoverTests.lab(rebalances: false)
      lab.state.tcpResets = [.deregistration]
      try lab.apply()
      let outer = try #require(try lab.encapsulate(Self.segment(ends, flags: Packets.syn)))
      let slot = Int(outer[19]) - 10
      lab.state.targets[slot].isDraining = true
      try lab.apply()
      #expect(try lab.encapsulate(Self.segment(ends, flags: Packets.ack))?[19] == outer[19])
      lab.state.targets.remove(at: slot)
      try lab.apply()
      try lab.enter(Self.segment(ends, flags: Packets.ack, [1]))
      try Self.expectReset(lab, ends, flags: Packets.rst, sequence: 2, acknowledgment: 0)
      try lab.expectDrops([.targetGone: 1])
    }
  }

  @Test("Without it nothing is answered")
  func silent() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      try lab.enter(Self.segment(Self.ends[0], flags: Packets.ack))
      try lab.expectDrops([.notSYN: 1])
      #expect(try lab.routers[0].receive(milliseconds: 0) == nil)
    }
  }

  @Test("A real connection that idled out ends with ECONNRESET, in both families")
  func sockets() async throws {
    try await KernelSandbox.run {
      let lab = try InspectionLab(.passThrough)
      var state = lab.state
      state.tcpResets = [.idleTimeout]
      try NetworkNamespace.enter(InspectionLab.gwlb.rawValue) {
        try lab.dataPlane.apply(.gatewayLoadBalancer(state), in: InspectionLab.gwlb)
      }
      for (client, server) in ApplianceTests.families {
        let code = try Transfer.resetByPeer(
          from: "c0", to: "s0", try GatewayLoadBalancerLab.address(client),
          try GatewayLoadBalancerLab.address(server)
        ) {
          // As if the table had lost the flow.
          try lab.forgetFlows()
        }
        #expect(code == ECONNRESET)
      }
    }
  }
}
