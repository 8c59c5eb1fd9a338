import DataPlane
import Foundation
import HostState
import IPAddressing
import TestSupport
import Testing

@testable import PacketCapture

/// What a packet socket at a node's link keeps of a gateway load balancer's traffic.
@Suite struct CaptureTests {
  private static let inner = Packets.udp("198.51.100.10", 40000, "10.0.1.10", 53, [1, 2, 3])

  private static func open(
    _ lab: GatewayLoadBalancerLab, endpoints: [UInt64] = [], appliances: [IPAddress] = []
  ) throws -> CaptureSocket {
    let filter = try #require(CaptureFilter(endpointIDs: endpoints, appliances: appliances))
    return try lab.inside {
      try CaptureSocket(linkIndex: lab.state.nodes[0].linkIndex, filter: filter)
    }
  }

  /// Everything that waits, in time.
  private static func frames(_ socket: CaptureSocket, _ count: Int) throws -> [CapturedFrame] {
    var frames: [CapturedFrame] = []
    while true {
      if let frame = try socket.next() {
        frames.append(frame)
        continue
      }
      var entry = pollfd(fd: socket.descriptor, events: Int16(POLLIN), revents: 0)
      guard frames.count < count, poll(&entry, 1, 5000) == 1 else { return frames }
    }
  }

  @Test("An endpoint's frames are kept in both directions, byte for byte, and nobody else's")
  func endpoint() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      lab.state.endpoints[1].zone = 0
      try lab.apply()
      let socket = try Self.open(lab, endpoints: [lab.state.endpoints[0].id])
      let before = Self.now
      let outer = try #require(try lab.encapsulate(Self.inner))
      // The other endpoint's, through the same node.
      try lab.enter(Self.inner, endpoint: 1)
      _ = try #require(try lab.subnets[0].receive())
      var forged = outer
      forged[67] ^= 1
      try lab.giveBack(forged)
      try lab.giveBack(outer)
      _ = try #require(try lab.routers[0].receive())
      let frames = try Self.frames(socket, 3)
      let after = Self.now
      // What the load balancer refuses is kept as well.
      #expect(
        frames.map { Array($0.bytes[26..<34]) } == [
          [10, 100, 1, 4, 10, 100, 1, 10], [10, 100, 1, 10, 10, 100, 1, 4],
          [10, 100, 1, 10, 10, 100, 1, 4],
        ])
      #expect(Array(frames[0].bytes[14...]) == outer)
      #expect(frames.map(\.length) == frames.map(\.bytes.count))
      #expect(frames.map { $0.bytes[81] ^ outer[67] } == [0, 1, 0])
      let times = frames.map(\.time)
      #expect(times == times.sorted() && times[0] >= before && times[2] <= after)
      #expect(socket.missed() == 0)
    }
  }

  @Test("An appliance's frames are kept, whichever endpoint's they are, and only GENEVE of it")
  func appliance() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      lab.state.endpoints[1].zone = 0
      lab.state.crossZone = true
      try lab.apply()
      let target = lab.state.targets[1].address
      let socket = try Self.open(lab, appliances: [target])
      var expected: [[UInt8]] = []
      for port in 0..<40 as Range<UInt16> {
        let inner = Packets.udp("198.51.100.10", 40000 + port, "10.0.1.10", 53)
        try lab.enter(inner, endpoint: Int(port % 2))
        let frame = try #require(try lab.subnets[0].receive())
        if Array(frame[30..<34]) == target.bytes { expected.append(frame) }
      }
      #expect(expected.count > 5 && expected.count < 35)
      for port in [6080, 6081, 6082] as [UInt16] {
        let other = Packets.udp("10.100.2.11", 50000, "10.100.1.4", port, [1])
        let frame = Packets.ethernet(
          to: lab.state.nodes[0].macAddress, from: MACAddress(derivedFrom: "appliance"), other)
        try lab.subnets[0].send(frame)
        if port == 6081 { expected.append(frame) }
      }
      #expect(try Self.frames(socket, expected.count).map(\.bytes) == expected)
    }
  }

  @Test("One filter holds a hundred endpoints and appliances, and no more than the kernel takes")
  func capacity() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      let addresses = (0..<60).map { IPAddress(ipv4: 0x0a64_0000 + UInt32($0)) }
      let socket = try Self.open(
        lab, endpoints: Array(100..<150) + [lab.state.endpoints[0].id], appliances: addresses)
      _ = try #require(try lab.encapsulate(Self.inner))
      #expect(try Self.frames(socket, 1).count == 1)
      #expect(CaptureFilter(endpointIDs: 0..<4000, appliances: []) == nil)
    }
  }

  @Test("A link that is not there is an error, and one that goes away is noticed")
  func links() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      let filter = try #require(CaptureFilter(endpointIDs: [1], appliances: []))
      let error = #expect(throws: CaptureError.self) {
        try lab.inside { try CaptureSocket(linkIndex: 999, filter: filter) }
      }
      #expect(error?.code == ENODEV, "\(error as Any)")
      let socket = try Self.open(lab, endpoints: [lab.state.endpoints[0].id])
      try lab.inside { try Shell.run("ip link set n0 down") }
      #expect(throws: CaptureError.self) { try socket.next() }
      #expect(socket.hasLink)
      try lab.inside { try Shell.run("ip link set n0 up") }
      _ = try #require(try lab.encapsulate(Self.inner))
      #expect(try Self.frames(socket, 1).count == 1)
      try lab.inside { try Shell.run("ip link del n0") }
      #expect(!socket.hasLink)
    }
  }

  @Test("A slow reader misses frames, which are counted, and no packet is held up for it")
  func slowness() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      let socket = try Self.open(lab, endpoints: [lab.state.endpoints[0].id])
      var size: Int32 = 1 << 14
      setsockopt(socket.descriptor, SOL_SOCKET, SO_RCVBUF, &size, 4)
      let count = 500
      for _ in 0..<count { _ = try #require(try lab.encapsulate(Self.inner)) }
      let kept = try Self.frames(socket, 0).count
      #expect(kept > 0 && kept < count)
      #expect(kept + socket.missed() == count)
    }
  }

  @Test("A file's header and records are as the format says")
  func format() {
    var bytes = PcapFormat.header
    PcapFormat.append(
      CapturedFrame(time: 1_700_000_000_123_456_789, bytes: [1, 2, 3], length: 9), to: &bytes)
    let words = stride(from: 0, to: 40, by: 4).map { place in
      bytes[place..<place + 4].reversed().reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
    }
    #expect(words[0] == 0xa1b2_3c4d && words[1] == 0x0004_0002 && words[5] == 1)
    #expect(Array(words[6...]) == [1_700_000_000, 123_456_789, 3, 9])
    #expect(bytes.suffix(3) == [1, 2, 3] && bytes.count == 43)
  }

  private static var now: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
