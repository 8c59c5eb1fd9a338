import DataPlane
import HostState
import IPAddressing
import TestSupport
import Testing

@Suite struct FlowTests {
  static let client = "198.51.100.10"
  static let server = "10.0.1.10"

  static func table(_ lab: GatewayLoadBalancerLab) throws -> FlowTable {
    try #require(try FlowTable(lab.dataPlane, GatewayLoadBalancerLab.namespace))
  }

  static func flows(_ lab: GatewayLoadBalancerLab) throws -> [Flow] {
    var flows: [Flow] = []
    try table(lab).forEach { flows.append($0) }
    return flows
  }

  static func end(_ address: String, _ port: UInt16 = 0) throws -> Flow.End {
    Flow.End(address: try GatewayLoadBalancerLab.address(address), port: port)
  }

  @Test("Both directions of a connection are one flow at one appliance, and can be looked up")
  func symmetry() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      lab.state.crossZone = true
      try lab.apply()
      for port in UInt16(1000)..<1040 {
        let there = try #require(
          try lab.encapsulate(
            Packets.tcp(Self.client, port, Self.server, 80, flags: Packets.syn)))
        let back = try #require(
          try lab.encapsulate(
            Packets.tcp(Self.server, 80, Self.client, port, flags: Packets.syn | Packets.ack)))
        // Addresses, source port, options and cookie: everything but lengths and checksum.
        #expect(there[12..<24] == back[12..<24])
        #expect(there[28..<68] == back[28..<68])
        let flow = try #require(
          try Self.table(lab).flow(
            endpointID: GatewayLoadBalancerLab.endpointIDs[0], try Self.end(Self.server, 80),
            try Self.end(Self.client, port), protocolNumber: 6))
        #expect(flow.source == (try Self.end(Self.client, port)))
        #expect(flow.destination == (try Self.end(Self.server, 80)))
        #expect(flow.targetAddress.bytes == Array(there[16..<20]))
      }
      #expect(try Self.table(lab).count() == 40)
      #expect(Set(try Self.flows(lab).map(\.targetSlot)) == [0, 1])
      try lab.expectDrops([:])
    }
  }

  @Test("A flow tells what its appliance was given and gave back, by direction")
  func directions() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      for (one, other) in [(Self.client, Self.server), (Self.server, "192.0.2.1")] {
        let request = Packets.udp(one, 4000, other, 53)
        let reply = Packets.udp(other, 53, one, 4000)
        func directions() throws -> [Bool] {
          let flow = try #require(
            try Self.table(lab).flow(
              endpointID: GatewayLoadBalancerLab.endpointIDs[0], try Self.end(one, 4000),
              try Self.end(other, 53), protocolNumber: 17))
          return [
            flow.forward.isGiven, flow.forward.isReturned, flow.backward.isGiven,
            flow.backward.isReturned,
          ]
        }
        let there = try #require(try lab.encapsulate(request))
        #expect(try directions() == [true, false, false, false])
        try lab.giveBack(there)
        #expect(try lab.routers[0].receive() != nil)
        #expect(try directions() == [true, true, false, false])
        let back = try #require(try lab.encapsulate(reply))
        #expect(try directions() == [true, true, true, false])
        try lab.giveBack(back)
        #expect(try lab.routers[0].receive() != nil)
        #expect(try directions() == [true, true, true, true])
      }
    }
  }

  @Test("The same addresses and ports at two endpoints are two flows with two cookies")
  func overlappingTenants() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      let inner = Packets.udp(Self.client, 4000, Self.server, 53, [1, 2, 3])
      let first = try #require(try lab.encapsulate(inner, endpoint: 0))
      let second = try #require(try lab.encapsulate(inner, endpoint: 1))
      #expect(first[64..<68] != second[64..<68])
      #expect(Array(first[16..<20]) == [10, 100, 1, 10])
      #expect(Array(second[16..<20]) == [10, 100, 2, 11])
      try lab.giveBack(second, zone: 1)
      try lab.giveBack(first, zone: 0)
      for router in lab.routers {
        let back = try #require(try router.receive())
        #expect(Array(back.dropFirst(14)) == inner)
      }
      #expect(try Self.table(lab).count() == 2)
    }
  }

  @Test("TCP flows begin with SYN; anything else of an unknown one is dropped and counted")
  func synOnly() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      for flags in [Packets.ack, Packets.syn | Packets.ack, Packets.rst, Packets.fin] {
        try lab.enter(Packets.tcp(Self.client, 1, Self.server, 80, flags: flags))
      }
      #expect(
        try lab.encapsulate(Packets.tcp(Self.client, 1, Self.server, 80, flags: Packets.syn))
          != nil)
      try lab.expectDrops([.notSYN: 4])
      #expect(try Self.table(lab).count() == 1)
    }
  }

  @Test(
    "Stickiness decides what makes a flow",
    arguments: [
      (GatewayLoadBalancerDataPlane.Stickiness.fiveTuple, 4), (.threeTuple, 2), (.twoTuple, 1),
    ])
  func stickiness(_ stickiness: GatewayLoadBalancerDataPlane.Stickiness, count: Int) async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      lab.state.stickiness = stickiness
      try lab.apply()
      for port in UInt16(1)...2 {
        for packet in [
          Packets.tcp(Self.client, port, Self.server, 80, flags: Packets.syn),
          Packets.udp(Self.client, port, Self.server, 80),
        ] {
          let outer = try #require(try lab.encapsulate(packet))
          try lab.giveBack(outer)
          #expect(try lab.routers[0].receive().map { Array($0.dropFirst(14)) } == packet)
        }
      }
      #expect(try Self.table(lab).count() == count)
    }
  }

  @Test("Fragments follow their first one, and one that comes before it waits for it")
  func fragments() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      let datagram = Packets.datagram(
        Self.client, 4000, Self.server, 53, [UInt8](repeating: 7, count: 24))
      let first = Packets.ip(
        Self.client, Self.server, 17, Array(datagram[..<16]), identification: 9,
        fragment: 0x2000)
      let second = Packets.ip(
        Self.client, Self.server, 17, Array(datagram[16...]), identification: 9, fragment: 2)
      try lab.enter(second)
      #expect(try lab.subnets[0].receive(milliseconds: 50) == nil)
      let outers = [
        try #require(try lab.encapsulate(first)),
        try #require(try lab.subnets[0].receive().map { Array($0.dropFirst(14)) }),
      ]
      #expect(outers[0][12..<24] == outers[1][12..<24])
      #expect(outers[0][64..<68] == outers[1][64..<68])
      for (outer, inner) in zip(outers, [first, second]) {
        try lab.giveBack(outer)
        #expect(try lab.routers[0].receive().map { Array($0.dropFirst(14)) } == inner)
      }
      try lab.expectDrops([.fragmentKept: 1])
      #expect(try Self.table(lab).count() == 1)
    }
  }

  @Test("IPv6 fragments follow their first one though a header of its own precedes the ports")
  func fragmentsBehindExtension() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      let (client, server) = ("2001:db8:ffff::10", "2001:db8::10")
      let options: [UInt8] = [17, 0, 1, 4, 0, 0, 0, 0]
      let datagram =
        options
        + Packets.datagram(client, 4000, server, 53, [UInt8](repeating: 7, count: 24))
      func fragment(_ bytes: ArraySlice<UInt8>, at offset: UInt16) -> [UInt8] {
        Packets.ip(client, server, 44, [60, 0] + Packets.word(offset) + [0, 0, 0, 9] + bytes)
      }
      let (first, second) = (fragment(datagram[..<24], at: 1), fragment(datagram[24...], at: 24))
      try lab.enter(second)
      #expect(try lab.subnets[0].receive(milliseconds: 50) == nil)
      let outers = [
        try #require(try lab.encapsulate(first)),
        try #require(try lab.subnets[0].receive().map { Array($0.dropFirst(14)) }),
      ]
      #expect(outers[0][64..<68] == outers[1][64..<68])
      for (outer, inner) in zip(outers, [first, second]) {
        try lab.giveBack(outer)
        #expect(try lab.routers[0].receive().map { Array($0.dropFirst(14)) } == inner)
      }
      try lab.expectDrops([.fragmentKept: 1])
      #expect(try Self.flows(lab).map(\.destination) == [try Self.end(server, 53)])
    }
  }

  @Test(
    "An ICMP error goes to the appliance of the flow that it quotes, in both families",
    arguments: [
      ("198.51.100.10", "10.0.1.10", "10.0.9.9", UInt8(3)),
      ("2001:db8:ffff::10", "2001:db8::10", "2001:db8::99", UInt8(1)),
    ])
  func icmpErrors(client: String, server: String, router: String, type: UInt8) async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      let request = Packets.udp(client, 4000, server, 53, [1, 2, 3, 4])
      let flow = try #require(try lab.encapsulate(request))
      let error = Packets.icmp(router, client, type: type, code: 3, request)
      let outer = try #require(try lab.encapsulate(error))
      #expect(outer[64..<68] == flow[64..<68])
      try lab.giveBack(outer)
      #expect(try lab.routers[0].receive().map { Array($0.dropFirst(14)) } == error)
      #expect(try Self.table(lab).count() == 1)
    }
  }

  @Test("IPv6 is carried behind extension headers, and its TCP ports are found there")
  func extensionHeaders() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      let (client, server) = ("2001:db8:ffff::10", "2001:db8::10")
      let plain = Packets.tcp(client, 4000, server, 80, flags: Packets.syn)
      let hopByHop: [UInt8] = [60, 0, 1, 4, 0, 0, 0, 0]
      let destinationOptions: [UInt8] = [6, 0, 1, 4, 0, 0, 0, 0]
      let inner = Packets.ip(
        client, server, 0, hopByHop + destinationOptions + Array(plain.dropFirst(40)))
      let outer = try #require(try lab.encapsulate(inner))
      #expect(Array(outer[30..<32]) == [0x86, 0xdd])
      #expect(Array(outer[68...]) == inner)
      let same = try #require(try lab.encapsulate(plain))
      #expect(outer[64..<68] == same[64..<68])
      try lab.giveBack(outer)
      let back = try #require(try lab.routers[0].receive())
      #expect(Array(back[12...]) == [0x86, 0xdd] + inner)
      let flow = try #require(try Self.flows(lab).first)
      #expect(flow.destination == (try Self.end(server, 80)))
    }
  }

  @Test("What hides behind more extension headers than are followed is malformed")
  func longChains() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      let segment = { (flags: UInt8) in
        Packets.tcp("2001:db8:ffff::10", 4000, "2001:db8::10", 80, flags: flags)
      }
      try lab.enter(Packets.behindOptions(9, segment(Packets.ack)))
      try lab.enter(Packets.behindOptions(8, segment(Packets.ack)))
      #expect(try lab.encapsulate(Packets.behindOptions(8, segment(Packets.syn))) != nil)
      try lab.expectDrops([.malformed: 1, .notSYN: 1])
      #expect(try Self.table(lab).count() == 1)
    }
  }

  @Test("Link-local and multicast packets make no flow; oversize and unknown ones are counted")
  func notFlows() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      lab.state.endpoints[0].mtu = 1400  // of 1500 on the links, which check theirs first
      try lab.apply()
      try lab.enter(Packets.udp(Self.client, 1, "224.0.0.5", 2))
      try lab.enter(Packets.udp("fe80::1", 1, "ff02::2", 2))
      // A router solicitation: for the link's own stack.
      try lab.enter(Packets.icmp("fe80::1", "ff02::2", type: 133, ttl: 255))
      // The groups that a router listens to, as Linux reports them; the next one's hop limit is not
      // a router's.
      let report = Packets.icmp("fe80::1", "ff02::16", type: 143, ttl: 1)
      try lab.enter(Packets.behindOptions(1, report))
      try lab.enter(Packets.icmp("fe80::1", "ff02::16", type: 143, ttl: 2))
      try lab.enter(
        Packets.udp(Self.client, 1, Self.server, 2, [UInt8](repeating: 0, count: 1373)))
      try lab.enter([0x45, 0, 0, 20])
      #expect(try lab.encapsulate(Packets.udp(Self.client, 9, Self.server, 2)) != nil)
      try lab.expectDrops([.linkScope: 3, .oversize: 1, .malformed: 1])
    }
  }
}
