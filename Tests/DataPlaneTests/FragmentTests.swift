import HostState
import TestSupport
import Testing

@testable import DataPlane

/// Fragments in any order: the first tells whose they are, and those before it wait for it.
@Suite struct FragmentTests {
  static let families = [("198.51.100.10", "10.0.1.10"), ("2001:db8:ffff::10", "2001:db8::10")]

  /// A UDP datagram in so many fragments of 1200 bytes; the last is shorter.
  static func fragments(
    _ client: String, _ server: String, _ count: Int, identification: UInt16 = 9
  ) -> [[UInt8]] {
    let size = 1200
    let datagram = Packets.datagram(
      client, 4000, server, 53, (0..<(count - 1) * size + 92).map { UInt8(truncatingIfNeeded: $0) })
    return (0..<count).map { number in
      let bytes = Array(datagram[number * size..<min(datagram.count, (number + 1) * size)])
      let more: UInt16 = number == count - 1 ? 0 : 1
      let units = UInt16(number * size / 8)
      guard client.contains(":") else {
        return Packets.ip(
          client, server, 17, bytes, identification: identification,
          fragment: units | more << 13)
      }
      let header: [UInt8] =
        [17, 0] + Packets.word(units << 3 | more) + [0, 0] + Packets.word(identification)
      return Packets.ip(client, server, 44, header + bytes)
    }
  }

  @Test("In every order all arrive, as they are, at the flow's appliance", arguments: families)
  func orders(client: String, server: String) async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      let orders = [
        [0, 1, 2, 3], [3, 2, 1, 0], [1, 0, 2, 3], [1, 2, 3, 0], [2, 0, 3, 1], [3, 0, 1, 2],
      ]
      for (number, order) in orders.enumerated() {
        let fragments = Self.fragments(
          client, server, 4, identification: UInt16(100 + number))
        for index in order { try lab.enter(fragments[index]) }
        var arrived: [[UInt8]] = []
        for _ in order {
          let outer = try #require(try lab.subnets[0].receive(), "\(order)")
          arrived.append(Array(outer.dropFirst(14 + 68)))
          try lab.giveBack(Array(outer.dropFirst(14)))
        }
        #expect(Set(arrived) == Set(fragments), "\(order)")
        var returned: Set<[UInt8]> = []
        for _ in order {
          returned.insert(Array(try #require(try lab.routers[0].receive()).dropFirst(14)))
        }
        #expect(returned == Set(fragments), "\(order)")
        #expect(try lab.subnets[0].receive(milliseconds: 20) == nil, "each once: \(order)")
      }
      #expect(try FlowTests.table(lab).count() == 1)
      try lab.expectDrops([.fragmentKept: 9])  // 0, 3, 1, 3, 1 and 1
    }
  }

  @Test("Who waits is told from others' fragments, and too many are dropped and counted")
  func limits() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      let (client, server) = Self.families[0]
      let fragments = Self.fragments(client, server, 7)
      for fragment in fragments.dropFirst() { try lab.enter(fragment) }
      try lab.expectDrops([.fragmentBeforeFirst: 2, .fragmentKept: 4])
      // Another datagram, and the same one at another endpoint, are none of theirs.
      for (identification, endpoint) in [(UInt16(10), 0), (9, 1)] {
        let other = Self.fragments(client, server, 7, identification: identification)[0]
        #expect(try lab.encapsulate(other, endpoint: endpoint) != nil)
        #expect(try lab.subnets[endpoint].receive(milliseconds: 20) == nil)
      }
      try lab.enter(fragments[0])
      for _ in 0..<5 { #expect(try lab.subnets[0].receive() != nil) }
      #expect(try lab.subnets[0].receive(milliseconds: 20) == nil)
      try lab.expectDrops([.fragmentBeforeFirst: 2, .fragmentKept: 4])
    }
  }

  @Test(
    "Fragments that wait leave room for another endpoint's, and no flood of others loses a datagram"
  )
  func shares() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      let program = try FlowTableTests.endpointProgram(lab)
      /// As many datagrams' fragments as there are numbers.
      func flood(_ fragment: [UInt8], _ numbers: Range<Int>) throws {
        var frame = FlowTableTests.frame(lab, fragment)
        try lab.inside {
          for number in numbers {
            // The identification; nobody checks the header's sum.
            frame.replaceSubrange(18..<20, with: Packets.word(UInt16(number)))
            _ = try program(frame)
          }
        }
      }
      func pass(_ identification: UInt16, endpoint: Int) throws {
        let fragments = Self.fragments(client, server, 2, identification: identification)
        for fragment in fragments.reversed() { try lab.enter(fragment, endpoint: endpoint) }
        for _ in fragments { #expect(try lab.subnets[endpoint].receive() != nil) }
      }
      let (client, server) = Self.families[0]
      try flood(Self.fragments(client, server, 2)[1], 0..<2000)
      let waiting = try Self.kept(lab).entries().count
      #expect((1...128).contains(waiting))
      try pass(7000, endpoint: 1)
      #expect(try Self.counts(lab)[1] == 0)

      // When their time is over they have no place any more, and are counted, each once.
      try Self.age(lab)
      try pass(7001, endpoint: 0)
      #expect(try Self.kept(lab).entries().isEmpty)
      let drops = try lab.dataPlane.drops(GatewayLoadBalancerLab.namespace)
      let kept = try #require(drops[.fragmentKept])
      #expect(drops[.fragmentLost] == kept - 2)
      #expect(drops[.fragmentBeforeFirst] == 2000 - (kept - 2))
      for slot in [0, 1, UInt32(GatewayLoadBalancerDataPlane.mostEndpoints)] {
        #expect(try Self.counts(lab)[slot] == 0)
      }

      // What is remembered is refused to nobody, however many there were.
      let first = Self.fragments(client, server, 3, identification: 1)[0]
      try flood(first, 0..<20_000)
      for identification in UInt16(2000)..<2100 {
        for fragment in Self.fragments(client, server, 2, identification: identification) {
          #expect(try lab.encapsulate(fragment) != nil)
        }
      }
    }
  }

  @Test("A first fragment that comes too late finds nobody, and who waited is counted as lost")
  func late() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      let (client, server) = Self.families[0]
      let fragments = Self.fragments(client, server, 2)
      try lab.enter(fragments[1])
      try lab.expectDrops([.fragmentKept: 1])
      try Self.age(lab)
      // While nobody comes as well.
      try lab.expectDrops([.fragmentKept: 1, .fragmentLost: 1])
      #expect(try lab.encapsulate(fragments[0]) != nil)
      #expect(try lab.subnets[0].receive(milliseconds: 20) == nil)
      try lab.expectDrops([.fragmentKept: 1, .fragmentLost: 1])
      #expect(try Self.kept(lab).entries().isEmpty)
    }
  }

  private static func kept(
    _ lab: GatewayLoadBalancerLab
  ) throws -> BPFMap<KeptFragments.Key, KeptFragments.Frame> {
    try #require(
      try KeptFragments(pins: lab.dataPlane.pins(GatewayLoadBalancerLab.namespace))
    ).map
  }

  private static func counts(_ lab: GatewayLoadBalancerLab) throws -> BPFMap<UInt32, UInt32> {
    let pins = lab.dataPlane.pins(GatewayLoadBalancerLab.namespace)
    return try #require(try BPFMap(name: "kept_counts", path: pins.map("kept_counts")))
  }

  /// Moves the time of those that wait back, and of the last look at them, instead of waiting.
  private static func age(_ lab: GatewayLoadBalancerLab) throws {
    let map = try kept(lab)
    for (key, frame) in try map.entries() {
      var changed = frame
      changed.since = 0
      try map.set(key, changed)
    }
    // LOOKED_THROUGH of held.h.
    try counts(lab).set(UInt32(GatewayLoadBalancerDataPlane.mostEndpoints) + 1, 0)
  }
}
