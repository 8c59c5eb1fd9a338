import DataPlane
import HostState
import IPAddressing
import TestSupport
import Testing

@Suite struct WireFormatTests {
  @Test("A packet leaves in AWS's GENEVE, byte for byte, and comes back as it was")
  func bytes() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      let inner = Packets.tcp("198.51.100.10", 40000, "10.0.1.10", 80, flags: Packets.syn)
      try lab.enter(inner)
      let frame = try #require(try lab.subnets[0].receive())
      #expect(Array(frame[0..<6]) == lab.state.targets[0].nextHopMACAddresses[0]?.bytes)
      #expect(Array(frame[6..<12]) == lab.state.nodes[0].macAddress.bytes)
      #expect(Array(frame[12..<14]) == [8, 0])
      let outer = Array(frame.dropFirst(14))
      #expect(outer.count == 68 + inner.count)
      #expect(Array(outer[0..<2]) == [0x45, 0])
      #expect(Packets.word(outer, at: 2) == UInt16(68 + inner.count))
      #expect(Array(outer[4..<10]) == [0, 0, 0x40, 0, 64, 17])
      #expect(Packets.checksum(Array(outer[0..<20])) == 0)
      #expect(Array(outer[12..<20]) == [10, 100, 1, 4, 10, 100, 1, 10])
      #expect(Packets.word(outer, at: 20) >= 0xc000)
      #expect(Packets.word(outer, at: 22) == 6081)
      #expect(Packets.word(outer, at: 24) == UInt16(48 + inner.count))
      #expect(Array(outer[26..<28]) == [0, 0])
      #expect(Array(outer[28..<36]) == [8, 0, 8, 0, 0, 0, 0, 0])
      #expect(
        Array(outer[36..<48])
          == [1, 8, 1, 2, 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef])
      #expect(
        Array(outer[48..<60])
          == [1, 8, 2, 2, 0x11, 0x11, 0x22, 0x22, 0x33, 0x33, 0x44, 0x44])
      #expect(Array(outer[60..<64]) == [1, 8, 3, 1])
      #expect(Array(outer[68...]) == inner)

      try lab.giveBack(outer)
      let back = try #require(try lab.routers[0].receive())
      #expect(
        back
          == Packets.ethernet(
            to: GatewayLoadBalancerLab.routerMAC, from: lab.state.endpoints[0].macAddress, inner))
      try lab.expectDrops([:])
    }
  }
}
