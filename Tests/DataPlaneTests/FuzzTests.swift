import Foundation
import HostState
import IPAddressing
import Synchronization
import TestSupport
import Testing

@testable import DataPlane

/// Damaged frames into the programs' entries: what is let through is what was issued, each drop is
/// counted once, and nothing crashes.
///
/// `BUMPWIRE_FUZZ_ROUNDS` makes the rounds of a seed more; in `make torture` the seeds are others each
/// time, and told.
@Suite struct FuzzTests {
  static let seeds: [UInt64] = {
    guard ConformanceTests.isWhole else { return [1, 2, 3, 4] }
    let first = UInt64(Date.now.timeIntervalSince1970)
    print("fuzzing: seeds \(first)...\(first + 3), \(rounds) frames each and program")
    return Array(first..<first + 4)
  }()
  static let rounds =
    ProcessInfo.processInfo.environment["BUMPWIRE_FUZZ_ROUNDS"].flatMap { Int($0) } ?? 6000

  static let inner: [[UInt8]] = [
    Packets.tcp("198.51.100.10", 40000, "10.0.1.10", 80, flags: Packets.syn, [1, 2, 3]),
    Packets.tcp("2001:db8:1::10", 40000, "2001:db8:2::10", 80, flags: Packets.syn),
    Packets.udp("198.51.100.10", 40000, "10.0.1.10", 53, [UInt8](repeating: 7, count: 900)),
    Packets.udp("2001:db8:1::10", 40000, "2001:db8:2::10", 53, [1]),
    Packets.icmp("198.51.100.10", "10.0.1.10", type: 8, [1, 2]),
    Packets.icmp(
      "10.0.9.9", "198.51.100.10", type: 3, code: 4,
      Packets.udp("198.51.100.10", 40000, "10.0.1.10", 53)),
    Packets.ip("198.51.100.10", "10.0.1.10", 47, [0, 0, 8, 0, 1, 2, 3, 4]),
    Packets.ip(
      "198.51.100.10", "10.0.1.10", Packets.udp,
      Packets.datagram("198.51.100.10", 4, "10.0.1.10", 5, [UInt8](repeating: 1, count: 64)),
      identification: 7, fragment: 0x2000),
    Packets.ip(
      "198.51.100.10", "10.0.1.10", Packets.udp, [1, 2, 3], identification: 7, fragment: 9),
    // Hop-by-hop, destination options, a fragment header, then UDP.
    Packets.ip(
      "2001:db8:1::10", "2001:db8:2::10", 0,
      [60, 0, 1, 4, 0, 0, 0, 0] + [44, 0, 1, 4, 0, 0, 0, 0] + [17, 0, 0, 1, 0, 0, 0, 9]
        + Packets.datagram("2001:db8:1::10", 4, "2001:db8:2::10", 5, [1, 2, 3])),
  ]

  /// The namespace's drops, all together.
  private static func drops(_ lab: GatewayLoadBalancerLab) throws -> UInt64 {
    try lab.dataPlane.drops(GatewayLoadBalancerLab.namespace).values.reduce(0, +)
  }

  private static func program(
    _ name: String, _ linkIndex: UInt32, _ dataPlane: DataPlane, _ namespace: NamespaceName
  ) throws -> ProgramRun {
    let attachment = Attachment(name, linkIndex: linkIndex, .ingress)
    return try ProgramRun(
      link: dataPlane.pins(namespace).link(attachment), linkIndex: linkIndex)
  }

  @Test(
    "From an endpoint: what leaves is the packet in AWS's envelope, bit for bit", arguments: seeds)
  func endpoint(_ seed: UInt64) async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      let frames = Self.inner.map {
        Packets.ethernet(
          to: lab.state.endpoints[0].macAddress, from: GatewayLoadBalancerLab.routerMAC, $0)
      }
      var mutation = Mutation(seed: seed)
      try lab.inside {
        let program = try Self.program(
          "gwlb_endpoint", 10, lab.dataPlane, GatewayLoadBalancerLab.namespace)
        for frame in frames { _ = try program(frame) }
        let before = try Self.drops(lab)
        var (dropped, sent): (UInt64, Int) = (0, 0)
        for round in 1...Self.rounds {
          let frame = mutation.frame(like: frames)
          guard let outcome = try program(frame) else { continue }
          switch outcome.action {
          case ProgramRun.pass:
            #expect(outcome.frame == frame)
            let isIP = [[8, 0], [0x86, 0xdd]].contains(Array(frame[12..<14]))
            #expect(!isIP || Self.isNeighborDiscovery(frame), "\(seed) \(round): \(frame)")
          case ProgramRun.drop: dropped += 1
          case ProgramRun.redirect:
            sent += 1
            let outer = Array(outcome.frame.dropFirst(14).prefix(68))
            #expect(Array(outcome.frame.dropFirst(82)) == Array(frame.dropFirst(14)))
            #expect(Self.isEnvelope(outer, of: frame, lab), "\(seed) \(round): \(frame)")
          default: Issue.record("\(seed) \(round): action \(outcome.action) of \(frame)")
          }
        }
        // What was kept comes in again behind its first fragment, and may be refused then.
        let kept = try lab.dataPlane.drops(GatewayLoadBalancerLab.namespace)[.fragmentKept] ?? 0
        #expect((dropped...dropped + kept).contains(try Self.drops(lab) - before))
        #expect(sent > Self.rounds / 20 && sent < Self.rounds)
      }
    }
  }

  @Test("From an appliance: only what it was given comes back, unaltered", arguments: seeds)
  func node(_ seed: UInt64) async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      let issued = try Self.inner.map { inner in
        var outer = try #require(try lab.encapsulate(inner))
        outer.replaceSubrange(12..<20, with: outer[16..<20] + outer[12..<16])
        return Packets.ethernet(
          to: lab.state.nodes[0].macAddress, from: MACAddress(derivedFrom: "appliance"), outer)
      }
      // Another endpoint's flow: never this node's.
      var other = try #require(try lab.encapsulate(Self.inner[0], endpoint: 1))
      other.replaceSubrange(12..<20, with: other[16..<20] + other[12..<16])
      let foreign = Packets.ethernet(
        to: lab.state.nodes[0].macAddress, from: MACAddress(derivedFrom: "appliance"), other)
      var mutation = Mutation(seed: seed)
      try lab.inside {
        let program = try Self.program(
          "gwlb_node", 20, lab.dataPlane, GatewayLoadBalancerLab.namespace)
        let before = try Self.drops(lab)
        var (dropped, sent): (UInt64, Int) = (0, 0)
        for round in 1...Self.rounds {
          let frame = mutation.envelope(like: issued + [foreign])
          guard let outcome = try program(frame) else { continue }
          switch outcome.action {
          case ProgramRun.pass:
            #expect(outcome.frame == frame)
            #expect(!Self.isForGENEVE(frame), "\(seed) \(round): \(frame)")
          case ProgramRun.drop: dropped += 1
          case ProgramRun.redirect:
            sent += 1
            #expect(Array(outcome.frame.dropFirst(14)) == Array(frame.dropFirst(82)))
            let isIssued = issued.contains { Self.isReturn(frame, of: $0) }
            #expect(isIssued, "\(seed) \(round): \(frame)")
          default: Issue.record("\(seed) \(round): action \(outcome.action) of \(frame)")
          }
        }
        #expect(try Self.drops(lab) - before == dropped)
        #expect(sent > Self.rounds / 40 && sent < Self.rounds)
      }
    }
  }

  @Test(
    "Into a firewall: only what its endpoint's node sent is marked as inspected", arguments: seeds)
  func firewall(_ seed: UInt64) async throws {
    try await KernelSandbox.run {
      let lab = try InspectionLab(.firewall)
      let name = InspectionLab.appliance
      let mac = try #require(lab.state.targets[0].nextHopMACAddresses[0])
      let geneve: [UInt8] =
        [8, 0, 8, 0, 0, 0, 0, 0, 1, 8, 1, 2, 0, 0, 1, 0, 0, 0, 0, 0]
        + [1, 8, 2, 2, 0, 0, 0, 0, 0, 0, 0, 7, 1, 8, 3, 1, 0, 0, 0, 0]
      let issued = Self.inner.map { inner -> [UInt8] in
        var geneve = geneve
        if inner[0] >> 4 == 6 { geneve.replaceSubrange(2..<4, with: [0x86, 0xdd]) }
        return Packets.ethernet(
          to: mac, from: lab.state.nodes[0].macAddress,
          Packets.udp("10.100.1.4", 50000, "10.100.1.10", 6081, geneve + inner))
      }
      var mutation = Mutation(seed: seed)
      try NetworkNamespace.enter(name.rawValue) {
        let index = UInt32(if_nametoindex("eth0"))
        let program = try Self.program("fw_in", index, lab.dataPlane, name)
        let drops = { try lab.dataPlane.drops(name).values.reduce(0, +) }
        let before = try drops()
        var (dropped, taken): (UInt64, Int) = (0, 0)
        for round in 1...Self.rounds {
          let frame = mutation.envelope(like: issued)
          guard let outcome = try program(frame) else { continue }
          switch (outcome.action, outcome.mark) {
          case (ProgramRun.pass, 0):
            #expect(!Self.isForGENEVE(frame), "\(seed) \(round): \(frame)")
          case (ProgramRun.pass, 0x10000):
            taken += 1
            #expect(outcome.frame.count == frame.count - 68)
            #expect(Packets.checksum(Array(frame[14..<34])) == 0, "\(seed) \(round): \(frame)")
            #expect(Array(frame[26..<34]) == [10, 100, 1, 4, 10, 100, 1, 10])
            #expect(frame[50..<54] == [1, 8, 1, 2] && frame[74..<78] == [1, 8, 3, 1])
          case (ProgramRun.drop, _): dropped += 1
          default: Issue.record("\(seed) \(round): \(outcome.action) of \(frame)")
          }
        }
        #expect(try drops() - before == dropped)
        #expect(taken > Self.rounds / 40 && taken < Self.rounds)
      }
    }
  }

  @Test("Packets of new flows that come to two CPUs at once make one flow each")
  func race() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      let count = 4000
      let frames = (0..<count).map {
        Packets.ethernet(
          to: lab.state.endpoints[0].macAddress, from: GatewayLoadBalancerLab.routerMAC,
          Packets.udp("198.51.100.10", UInt16(1000 + $0), "10.0.1.10", 53))
      }
      let (dataPlane, namespace) = (lab.dataPlane, GatewayLoadBalancerLab.namespace)
      let failures = Mutex<[any Error]>([])
      let done = DispatchSemaphore(value: 0)
      for _ in 0..<2 {
        Thread.detachNewThread {
          do {
            try NetworkNamespace.enter(namespace.rawValue) {
              let program = try Self.program("gwlb_endpoint", 10, dataPlane, namespace)
              for frame in frames { _ = try program(frame) }
            }
          } catch {
            failures.withLock { $0.append(error) }
          }
          done.signal()
        }
      }
      for _ in 0..<2 { done.wait() }
      #expect(failures.withLock { $0.isEmpty })
      let counters = try #require(
        try GatewayLoadBalancerCounters(dataPlane, namespace))
      #expect(counters.endpoints[0]?.newFlows == UInt64(count))
      #expect(try FlowTable(dataPlane, namespace)?.count() == count)
      try lab.expectDrops([:])
    }
  }

  private static func isNeighborDiscovery(_ frame: [UInt8]) -> Bool {
    frame[12] == 0x86 && frame.count > 54 && frame[21] == 255
  }

  /// UDP to GENEVE's port, or a fragment of UDP that has none.
  private static func isForGENEVE(_ frame: [UInt8]) -> Bool {
    guard Array(frame[12..<14]) == [8, 0], frame.count >= 34, frame[23] == 17 else { return false }
    if Packets.word(frame, at: 20) & 0x1fff != 0 { return true }
    let udp = 14 + Int(frame[14] & 15) * 4
    return frame.count >= udp + 8 && Packets.word(frame, at: udp + 2) == 6081
  }

  /// The rules of an envelope, byte by byte.
  private static func isEnvelope(
    _ outer: [UInt8], of frame: [UInt8], _ lab: GatewayLoadBalancerLab
  ) -> Bool {
    let length = UInt16(frame.count - 14 + 68)
    let endpoint = lab.state.endpoints[0]
    let (id, attachment) = (bytes(endpoint.id), bytes(endpoint.attachmentID))
    let hasHeader =
      outer[0] == 0x45 && Packets.word(outer, at: 2) == length && outer[6] == 0x40 && outer[9] == 17
      && Packets.checksum(Array(outer[..<20])) == 0 && outer[12..<16] == [10, 100, 1, 4]
      && outer[16..<20] == [10, 100, 1, 10] && Packets.word(outer, at: 20) >= 0xc000
      && Packets.word(outer, at: 22) == 6081 && Packets.word(outer, at: 24) == length - 20
    return hasHeader && outer[28..<30] == [8, 0] && Array(outer[30..<32]) == Array(frame[12..<14])
      && outer[32..<36] == [0, 0, 0, 0] && outer[36..<40] == [1, 8, 1, 2]
      && Array(outer[40..<48]) == id && outer[48..<52] == [1, 8, 2, 2]
      && Array(outer[52..<60]) == attachment && outer[60..<64] == [1, 8, 3, 1]
  }

  private static func bytes(_ number: UInt64) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian) { Array($0) }
  }

  /// Whether a frame is what was issued, but for what GENEVE leaves to the way, and its inner packet,
  /// which an appliance may change within the flow.
  private static func isReturn(_ frame: [UInt8], of issued: [UInt8]) -> Bool {
    guard frame.count >= 82, Int(Packets.word(frame, at: 16)) == frame.count - 14,
      Packets.checksum(Array(frame[14..<34])) == 0
    else { return false }
    // Service, lengths, identification, DF, TTL and both checksums.
    let free: Set<Int> = [15, 16, 17, 18, 19, 22, 24, 25, 38, 39, 40, 41]
    for place in 12..<82 where !free.contains(place) {
      let difference = frame[place] ^ issued[place]
      if place == 20 ? difference & ~0xc0 != 0 : difference != 0 { return false }
    }
    return true
  }
}
