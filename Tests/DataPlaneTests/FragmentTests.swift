import CLibBPF
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
      let maps = lab.dataPlane.pins(GatewayLoadBalancerLab.namespace)
      func count(_ name: String) throws -> Int {
        let map = try #require(try BPFHandle.pinned(at: maps.map(name)))
        let size = try BPFMapShape(of: map, name: name).keySize
        var (count, key) = (0, [UInt8](repeating: 0, count: size))
        var previous: [UInt8]?
        while bpf_map_get_next_key(map.descriptor, previous, &key) == 0 {
          previous = key
          count += 1
        }
        return count
      }
      /// As many datagrams' fragments as there are numbers, and in how many periods of 2^shift ns.
      func flood(_ fragment: [UInt8], _ numbers: Range<Int>, shift: Int) throws -> Int {
        var frame = FlowTableTests.frame(lab, fragment)
        // The programs' clock is some milliseconds late.
        let start = Int((KernelClock.now - 0.02) * 1e9) >> shift
        try lab.inside {
          for number in numbers {
            // The identification, and the last byte of the source; nobody checks the header's sum.
            frame.replaceSubrange(18..<20, with: Packets.word(UInt16(number % 60_000)))
            frame[29] = UInt8(number / 60_000)
            _ = try program(frame)
          }
        }
        return (Int(KernelClock.now * 1e9) >> shift) - start + 1
      }
      let (client, server) = Self.families[0]
      let orphan = Self.fragments(client, server, 2)[1]
      let waiting = 128 * (try flood(orphan, 0..<2000, shift: 31))
      #expect(try count("held_fragments") <= waiting)
      for fragment in Self.fragments(client, server, 2, identification: 7).reversed() {
        try lab.enter(fragment, endpoint: 1)
      }
      for _ in 0..<2 { #expect(try lab.subnets[1].receive() != nil) }

      // What is remembered is refused to nobody, however many there were.
      let first = Self.fragments(client, server, 3, identification: 1)[0]
      _ = try flood(first, 0..<20_000, shift: 27)
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
      try Self.age("/run/bpf/v5/bw%2elab%2egwlb/maps/held_fragments")
      #expect(try lab.encapsulate(fragments[0]) != nil)
      #expect(try lab.subnets[0].receive(milliseconds: 20) == nil)
      try lab.expectDrops([.fragmentKept: 1, .fragmentBeforeFirst: 1])
    }
  }

  /// Moves the time of the one that waits back, instead of waiting.
  private static func age(_ path: String) throws {
    let handle = try #require(try BPFHandle.pinned(at: path))
    let shape = try BPFMapShape(of: handle, name: "held_fragments")
    var key = [UInt8](repeating: 0, count: shape.keySize)
    var value = [UInt8](repeating: 0, count: shape.valueSize)
    try #require(bpf_map_get_next_key(handle.descriptor, nil, &key) == 0)
    try #require(bpf_map_lookup_elem(handle.descriptor, key, &value) == 0)
    value.replaceSubrange(0..<4, with: [0, 0, 0, 0])
    try #require(bpf_map_update_elem(handle.descriptor, key, value, 0) == 0)
  }
}
