import CLibBPF
import Foundation
import HostState
import IPAddressing
import Synchronization
import TestSupport
import Testing

@testable import DataPlane

/// Where flows are kept: what settles stays, floods meet only their like, and what has ended goes.
@Suite struct FlowTableTests {
  static let namespace = GatewayLoadBalancerLab.namespace
  static let (client, server) = ("198.51.100.10", "10.0.1.10")

  static func maps(_ lab: GatewayLoadBalancerLab) throws -> GatewayLoadBalancerMaps {
    try #require(try GatewayLoadBalancerMaps(pins: lab.dataPlane.pins(namespace)))
  }

  /// How many flows each table has: those that have settled, and all others.
  static func entries(_ lab: GatewayLoadBalancerLab) throws -> [Int] {
    let maps = try maps(lab)
    return [
      try maps.flows.entries().count,
      try maps.newFlows.entries().count { !$0.value.marks.contains(.moved) },
    ]
  }

  static func tcp(_ flags: UInt8, port: UInt16 = 4000, reply: Bool = false) -> [UInt8] {
    reply
      ? Packets.tcp(server, 80, client, port, flags: flags)
      : Packets.tcp(client, port, server, 80, flags: flags)
  }

  /// The endpoint's program, to be run without a link: a flood of a million takes seconds.
  static func endpointProgram(_ lab: GatewayLoadBalancerLab) throws -> ProgramRun {
    try ProgramRun(
      link: "/run/bpf/v5/bw%2elab%2egwlb/links/gwlb_endpoint-10-ingress", linkIndex: 10)
  }

  static func frame(_ lab: GatewayLoadBalancerLab, _ packet: [UInt8]) -> [UInt8] {
    Packets.ethernet(
      to: lab.state.endpoints[0].macAddress, from: GatewayLoadBalancerLab.routerMAC, packet)
  }

  /// A SYN of which the port and the last bytes of the source tell one flow from another.
  static func flood(_ lab: GatewayLoadBalancerLab, _ flows: Range<Int>, times: Int = 1) throws {
    let program = try endpointProgram(lab)
    var frame = frame(lab, tcp(Packets.syn))
    try lab.inside {
      for number in flows {
        frame[28] = UInt8(truncatingIfNeeded: number >> 16)
        frame[34] = UInt8(truncatingIfNeeded: number >> 8)
        frame[35] = UInt8(truncatingIfNeeded: number)
        for _ in 0..<times {
          let outcome = try #require(try program(frame))
          guard outcome.action == ProgramRun.redirect else {
            Issue.record("flow \(number) was not let in: \(outcome.action)")
            return
          }
        }
      }
    }
  }

  @Test("A flow settles when its opener acknowledges the answer, and keeps what it is")
  func settles() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      let first = try #require(try lab.encapsulate(Self.tcp(Packets.syn)))
      try lab.giveBack(first)
      #expect(try lab.routers[0].receive() != nil)
      #expect(try lab.encapsulate(Self.tcp(Packets.syn | Packets.ack, reply: true)) != nil)
      // Sent again, it shows only that no answer arrived.
      #expect(try lab.encapsulate(Self.tcp(Packets.syn)) != nil)
      // A stranger who did not get the answer does not know its number.
      for acknowledgment: UInt32 in [0, 1, 3 + 0x4000, 0x8000_0002, .max] {
        let forged = Packets.tcp(
          Self.client, 4000, Self.server, 80, flags: Packets.ack, acknowledgment: acknowledgment)
        #expect(try lab.encapsulate(forged) != nil)
      }
      #expect(try lab.encapsulate(Self.tcp(0x08)) != nil, "no acknowledgement at all")
      #expect(try Self.entries(lab) == [0, 1])
      let last = try #require(try lab.encapsulate(Self.tcp(Packets.ack)))
      #expect(try Self.entries(lab) == [1, 0])
      #expect(first[12..<24] == last[12..<24])
      #expect(first[64..<68] == last[64..<68])
      let flows = try FlowTests.flows(lab)
      #expect(flows.count == 1)
      #expect(flows.first?.source == (try FlowTests.end(Self.client, 4000)))
      #expect(flows.first?.forward == .init(isGiven: true, isReturned: true))
      #expect(flows.first?.backward == .init(isGiven: true, isReturned: false))
      try lab.giveBack(last)
      #expect(try lab.routers[0].receive() != nil)
      try lab.expectDrops([:])
    }
  }

  @Test("Many packets in one second are one use of a flow")
  func oneUse() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      #expect(try lab.encapsulate(Self.tcp(Packets.syn)) != nil)
      try IdleTests.age(lab, by: 2)
      let start = KernelClock.now
      for _ in 0..<8 { #expect(try lab.encapsulate(Self.tcp(Packets.ack)) != nil) }
      // Four uses settle it, and so many seconds may not have been begun meanwhile.
      #expect(try Self.entries(lab) == [0, 1] || KernelClock.now - start > 1)
    }
  }

  @Test("Connections that have settled live through a flood of as many others as its table holds")
  func flood() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      lab.state.tcpIdleTimeout = 6000
      try lab.apply()
      let ports = UInt16(1000)..<1200
      let halfSeen = UInt16(2000)..<2010
      // Of these one direction passes elsewhere, as AWS allows: they settle by being used.
      for port in halfSeen {
        #expect(try lab.encapsulate(Self.tcp(Packets.syn, port: port)) != nil)
      }
      for second in 0..<4 {
        #expect(try Self.entries(lab) == [0, halfSeen.count], "after \(second)")
        try IdleTests.age(lab, by: 2)
        for port in halfSeen {
          #expect(try lab.encapsulate(Self.tcp(Packets.ack, port: port)) != nil)
        }
      }
      #expect(try Self.entries(lab) == [halfSeen.count, 0])
      for port in ports {
        for (flags, reply) in [
          (Packets.syn, false), (Packets.syn | Packets.ack, true), (Packets.ack, false),
        ] {
          #expect(try lab.encapsulate(Self.tcp(flags, port: port, reply: reply)) != nil)
        }
      }
      #expect(try Self.entries(lab)[0] == ports.count + halfSeen.count)
      // They say nothing for most of their timeout; the flood is of this moment.
      try IdleTests.age(lab, by: 5000)
      // Each is sent twice: what was used more than once is no better than others of its like.
      try Self.flood(lab, 0..<280_000, times: 2)
      for port in Array(ports) + halfSeen {
        let outer = try #require(try lab.encapsulate(Self.tcp(Packets.ack, port: port)))
        #expect(Array(outer[16..<20]) == [10, 100, 1, 10])
      }
      let maps = try Self.maps(lab)
      var count = 0
      try maps.newFlows.forEach { _, _ in count += 1 }
      #expect(count <= 1 << 18, "the memory is bounded")
      try lab.expectDrops([:])
    }
  }

  @Test("A million live flows have room; what is beyond stays with the new ones, and is carried")
  func million() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      #expect(try lab.encapsulate(Self.tcp(Packets.syn, port: 999)) != nil)
      let maps = try Self.maps(lab)
      let entry = try #require(try maps.newFlows.entries().first).value
      let address = try GatewayLoadBalancerLab.address(Self.server)
      let before = try maps.flows.memory()
      let count = 1_000_000
      let key = FlowKeyEntry(
        endpoint: GatewayLoadBalancerLab.endpointIDs[0], (IPAddress(ipv4: 0), 1000),
        (address, 80), protocolNumber: 6)
      try maps.flows.fill(0..<count, key.mapBytes, entry)
      let bytes = (try maps.flows.memory() - before) / count
      #expect((72...160).contains(bytes), "\(bytes) bytes a flow")
      // Some are used, and a new one settles beside them.
      for (flags, reply) in [(Packets.syn | Packets.ack, true), (Packets.ack, false)] {
        #expect(try lab.encapsulate(Self.tcp(flags, port: 999, reply: reply)) != nil)
      }
      // Full to the last: nobody is refused.
      try maps.flows.fill(count..<(1 << 20) - 1, key.mapBytes, entry)
      for (flags, reply) in [
        (Packets.syn, false), (Packets.syn | Packets.ack, true), (Packets.ack, false),
        (Packets.ack, false),
      ] {
        #expect(try lab.encapsulate(Self.tcp(flags, port: 998, reply: reply)) != nil)
      }
      #expect(try Self.entries(lab)[1] == 1)
      try lab.expectDrops([:])
    }
  }

  static func connect(_ lab: GatewayLoadBalancerLab, _ port: UInt16, endpoint: Int = 0) throws {
    for (flags, reply) in [
      (Packets.syn, false), (Packets.syn | Packets.ack, true), (Packets.ack, false),
    ] {
      #expect(
        try lab.encapsulate(tcp(flags, port: port, reply: reply), endpoint: endpoint) != nil)
    }
  }

  @Test("An endpoint may have many times what is free, and what may be invented a share of it all")
  func shares() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      let maps = try Self.maps(lab)
      let everybody = UInt32(GatewayLoadBalancerDataPlane.mostEndpoints)
      func occupy(_ slot: UInt32, _ settled: Int, _ unconfirmed: Int) throws {
        var entry = OccupancyEntry()
        entry.settled = UInt32(settled)
        entry.unconfirmed = UInt32(unconfirmed)
        try maps.occupancy.set(slot, entry)
      }
      func useAnswered(_ port: UInt16, endpoint: Int = 0) throws {
        for _ in 0..<5 {
          let packet = Packets.udp(Self.client, port, Self.server, 53)
          #expect(try lab.encapsulate(packet, endpoint: endpoint) != nil)
          try IdleTests.age(lab, by: 2)
        }
      }
      let room = 1 << 20
      // The first endpoint has 32 times what is free: no more for it, but for the second.
      try occupy(0, 32 * 1000, 0)
      try occupy(everybody, room - 1000, 0)
      try Self.connect(lab, 1)
      #expect(try Self.entries(lab) == [0, 1])
      try Self.connect(lab, 1, endpoint: 1)
      #expect(try Self.entries(lab) == [1, 1])
      #expect(try maps.occupancy[1]?.settled == 1)
      try occupy(0, 32 * 999 - 1, 0)
      try Self.connect(lab, 2)
      #expect(try Self.entries(lab) == [2, 1])
      // Of a quarter of the table, what one sender may have invented takes no more.
      try occupy(0, 0, 0)
      try occupy(everybody, room / 4, room / 4)
      try useAnswered(3)
      #expect(try Self.entries(lab) == [2, 2])
      try Self.connect(lab, 4)
      #expect(try Self.entries(lab) == [3, 2])
      // The agent counts what there is, and then there is room again.
      #expect(try FlowTests.table(lab).sweep() == 0)
      #expect(try maps.occupancy[everybody]?.settled == 3)
      #expect(try maps.occupancy[everybody]?.unconfirmed == 0)
      #expect(try maps.occupancy[0]?.settled == 2)
      #expect(try maps.occupancy[1]?.settled == 1)
      try useAnswered(5)
      #expect(try Self.entries(lab) == [4, 2])
      #expect(try maps.occupancy[0]?.unconfirmed == 1)
      // Of that an endpoint leaves half to others.
      try occupy(0, room / 8, room / 8)
      try occupy(everybody, room / 8, room / 8)
      try useAnswered(6)
      #expect(try Self.entries(lab) == [4, 3])
      try useAnswered(7, endpoint: 1)
      #expect(try Self.entries(lab) == [5, 3])
      try lab.expectDrops([:])
    }
  }

  /// Runs the program with each frame on two processors at once, in the calling thread's namespaces.
  ///
  /// - Returns: How many runs sent the frame on.
  private static func runTwice(_ program: ProgramRun, _ frames: [[UInt8]]) throws -> Int {
    let arrivals = Atomic(0)
    let runs = Atomic(0)
    let run: @Sendable () -> Void = {
      for (number, frame) in frames.enumerated() {
        // Both are there before either goes on.
        arrivals.add(1, ordering: .sequentiallyConsistent)
        while arrivals.load(ordering: .sequentiallyConsistent) < 2 * (number + 1) {
          sched_yield()
        }
        if (try? program(frame)?.action) == ProgramRun.redirect {
          runs.add(1, ordering: .sequentiallyConsistent)
        }
      }
    }
    // A thread is in the namespaces of the one that makes it.
    let done = DispatchSemaphore(value: 0)
    let other = Thread {
      run()
      done.signal()
    }
    other.start()
    run()
    done.wait()
    return runs.load(ordering: .sequentiallyConsistent)
  }

  @Test("A flow that two processors use at once is used once, and no count runs into its marks")
  func uses() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      let program = try Self.endpointProgram(lab)
      let frames = (UInt16(1000)..<4000).map {
        Self.frame(lab, Packets.udp(Self.client, $0, Self.server, 53))
      }
      let maps = try Self.maps(lab)
      try lab.inside {
        for frame in frames { _ = try program(frame) }
        for (key, entry) in try maps.newFlows.entries() {
          var changed = entry
          changed.lastSeen -= 2
          // Of four uses three.
          changed.marks.formUnion(FlowEntry.Marks(rawValue: 0x3000))
          try maps.newFlows.set(key, changed)
        }
        #expect(try Self.runTwice(program, frames) == 2 * frames.count)
      }
      #expect(try Self.entries(lab) == [frames.count, 0])
      let counts = Set(try maps.flows.entries().map { $0.value.marks.rawValue & 0xf000 })
      #expect(counts == [0x4000])
    }
  }

  @Test("A flow that two processors settle at once is counted once, and neither's packet is lost")
  func race() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      let program = try Self.endpointProgram(lab)
      let ports = UInt16(1000)..<4000
      func run(_ flags: UInt8, _ port: UInt16, reply: Bool = false) throws {
        _ = try program(Self.frame(lab, Self.tcp(flags, port: port, reply: reply)))
      }
      let acknowledgments = ports.map { Self.frame(lab, Self.tcp(Packets.ack, port: $0)) }
      try lab.inside {
        for port in ports {
          try run(Packets.syn, port)
          try run(Packets.syn | Packets.ack, port, reply: true)
        }
        #expect(try Self.entries(lab) == [0, ports.count])
        #expect(try Self.runTwice(program, acknowledgments) == 2 * ports.count)
      }
      #expect(try Self.entries(lab) == [ports.count, 0])
      let maps = try Self.maps(lab)
      for slot in [0, UInt32(GatewayLoadBalancerDataPlane.mostEndpoints)] {
        #expect(try maps.occupancy[slot]?.settled == UInt32(ports.count))
        #expect(try maps.occupancy[slot]?.unconfirmed == 0)
      }
    }
  }

  @Test("What has ended or idled out is swept, what lives stays")
  func sweep() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      lab.state.tcpIdleTimeout = 100
      try lab.apply()
      func connect(_ port: UInt16) throws { try Self.connect(lab, port) }
      try connect(1)
      try IdleTests.age(lab, by: 101)
      try connect(2)
      try connect(3)
      #expect(try lab.encapsulate(Self.tcp(Packets.rst, port: 3)) != nil)
      try IdleTests.age(lab, by: 11)
      try connect(4)
      #expect(try Self.entries(lab) == [4, 0])
      #expect(try FlowTests.table(lab).sweep() == 2, "one idled out, one was reset")
      #expect(try Self.entries(lab) == [2, 0])
      #expect(Set(try FlowTests.flows(lab).map(\.source.port)) == [2, 4])
      for port in UInt16(2)...4 where port != 3 {
        #expect(try lab.encapsulate(Self.tcp(Packets.ack, port: port)) != nil)
      }
    }
  }

  @Test("A flow whose ports were used again since it was listed as dead is not touched by a sweep")
  func usedAgain() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      lab.state.tcpIdleTimeout = 100
      try lab.apply()
      try Self.connect(lab, 1)
      try Self.connect(lab, 2)
      let maps = try Self.maps(lab)
      let settings = try #require(try maps.settings[0])
      let table = try FlowTests.table(lab)
      try IdleTests.age(lab, by: 101)
      let listed = try maps.flows.entries().map(\.key)
      #expect(listed.count == 2)
      try Self.connect(lab, 1)
      #expect(try listed.count { try table.forget($0, settings) } == 1)
      #expect(try FlowTests.flows(lab).map(\.source.port) == [1])
      // From here on the kernel refuses whatever anybody but the programs would do to the table.
      try #require(bpf_map_freeze(maps.flows.handle.descriptor) == 0)
      #expect(try listed.count { try table.forget($0, settings) } == 0)
      #expect(try lab.encapsulate(Self.tcp(Packets.ack, port: 1)) != nil)
      try lab.expectDrops([:])
    }
  }

  @Test("A settled flow that idled out is dropped, and a SYN makes a new one in its place")
  func anew() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      lab.state.tcpIdleTimeout = 100
      try lab.apply()
      for (flags, reply) in [
        (Packets.syn, false), (Packets.syn | Packets.ack, true), (Packets.ack, false),
      ] {
        #expect(try lab.encapsulate(Self.tcp(flags, reply: reply)) != nil)
      }
      try IdleTests.age(lab, by: 101)
      try lab.enter(Self.tcp(Packets.ack))
      #expect(try lab.encapsulate(Self.tcp(Packets.syn)) != nil)
      #expect(try Self.entries(lab) == [0, 1])
      try lab.expectDrops([.notSYN: 1])
    }
  }
}

extension BPFMap {
  /// What the kernel says that the map takes, in bytes.
  fileprivate func memory() throws -> Int {
    let text = try String(
      contentsOfFile: "/proc/self/fdinfo/\(handle.descriptor)", encoding: .utf8)
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("memlock:") })
    return try #require(line.split(separator: "\t").last.flatMap { Int($0) })
  }

  /// Writes an entry a number, which goes into the first bytes of the key's lower address; some
  /// thousands at a time (BPF_MAP_UPDATE_BATCH).
  fileprivate func fill(_ numbers: Range<Int>, _ key: [UInt8], _ value: Value) throws {
    let batch = 8192
    let values = Array(repeating: value.mapBytes, count: batch).flatMap(\.self)
    var next = numbers.lowerBound
    while next < numbers.upperBound {
      var count = UInt32(min(batch, numbers.upperBound - next))
      var keys = Array(repeating: key, count: Int(count)).flatMap(\.self)
      keys.withUnsafeMutableBytes { keys in
        for index in 0..<Int(count) {
          keys.storeBytes(
            of: UInt32(next + index), toByteOffset: index * Key.byteCount + 8, as: UInt32.self)
        }
      }
      try #require(bpf_map_update_batch(handle.descriptor, keys, values, &count, nil) == 0)
      next += Int(count)
    }
  }
}
