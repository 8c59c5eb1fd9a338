import CLibBPF
import Foundation
import HostState
import IPAddressing
import TestSupport
import Testing

@testable import DataPlane

/// Real connections through endpoint, load balancer and appliance.
@Suite struct ApplianceTests {
  static let families = [
    (InspectionLab.client, InspectionLab.server), (InspectionLab.client6, InspectionLab.server6),
  ]

  @Test(
    "TCP super-packets, large datagrams and ping cross either appliance in both families",
    arguments: [InspectionLab.Appliance.firewall, .passThrough])
  func traffic(_ kind: InspectionLab.Appliance) async throws {
    try await KernelSandbox.run {
      let lab = try InspectionLab(kind)
      for (client, server) in Self.families {
        let (from, to) = (
          try GatewayLoadBalancerLab.address(client), try GatewayLoadBalancerLab.address(server)
        )
        try Transfer.tcp(from: "c0", to: "s0", from, to, count: 20 << 20)
        for size in [1, 1400, 8000, 60000] {
          try Transfer.udp(between: "c0", "s0", from, to, count: size)
        }
        #expect(try Transfer.udpSegments(from: "c0", to: "s0", from, to) == 10)
        #expect(try Transfer.udpSegments(from: "s0", to: "c0", to, from) == 10)
        let ping = try NetworkNamespace.enter("c0") {
          try Shell.run("ping -c 1 -W 5 -s 4000 \(server)")
        }
        // Two passes of the router each way, of 64; load balancer and appliance are no hops.
        #expect(ping.contains("ttl=62"))
      }
      let all = try lab.counters { $0.targets[0]?.toTarget == $0.targets[0]?.fromTarget }
      let counters = try #require(all.targets[0])
      #expect(counters.toTarget == counters.fromTarget)
      #expect(counters.toTarget.bytes > 40 << 20)
      // A link counts a super-packet once: fewer than a wire would carry, so they were not cut.
      #expect(try lab.packetsToAppliance() * 4 < counters.toTarget.packets)
      try lab.expectDrops([:])
    }
  }

  @Test(
    "Super-packets cross two endpoints in a row, encapsulated again",
    arguments: [InspectionLab.Appliance.firewall, .passThrough])
  func chained(_ kind: InspectionLab.Appliance) async throws {
    try await KernelSandbox.run {
      let lab = try InspectionLab(kind, isChained: true)
      for (client, server) in Self.families {
        let (from, to) = (
          try GatewayLoadBalancerLab.address(client), try GatewayLoadBalancerLab.address(server)
        )
        try Transfer.tcp(from: "c0", to: "s0", from, to, count: 5 << 20)
        try Transfer.udp(between: "c0", "s0", from, to, count: 8000)
      }
      let counters = try lab.counters { $0.endpoints[0]?.toTarget == $0.endpoints[1]?.toTarget }
      let (first, second) = (
        try #require(counters.endpoints[0]), try #require(counters.endpoints[1])
      )
      #expect(first.toTarget == second.toTarget)
      #expect(first.encapsulatedAgain + second.encapsulatedAgain > 0)
      #expect(try lab.packetsToAppliance() * 4 < lab.counters().toTarget.packets)
      try lab.expectDrops([:])
    }
  }

  @Test("Two tenants with the same addresses and ports are kept apart by the firewall")
  func tenants() async throws {
    try await KernelSandbox.run {
      let lab = try InspectionLab(.firewall, tenants: 2)
      for (client, server) in Self.families {
        let (from, to) = (
          try GatewayLoadBalancerLab.address(client), try GatewayLoadBalancerLab.address(server)
        )
        for tenant in 0..<2 {
          try Transfer.udp(between: "c\(tenant)", "s\(tenant)", from, to, count: 5000)
          try Transfer.tcp(from: "c\(tenant)", to: "s\(tenant)", from, to, count: 1 << 20)
        }
      }
      try lab.expectDrops([:])
      let zones = try NetworkNamespace.enter(InspectionLab.appliance.rawValue) {
        try Shell.run("conntrack -L -p udp")
      }
      #expect(zones.contains("zone=1") && zones.contains("zone=2"))
    }
  }

  @Test("What the firewall rejects is refused at the client, by RST and by ICMP, in both families")
  func rejections() async throws {
    try await KernelSandbox.run {
      _ = try InspectionLab(.firewall)
      for (_, server) in Self.families {
        let address = try GatewayLoadBalancerLab.address(server)
        #expect(
          try Transfer.refusal(SOCK_STREAM, from: "c0", to: address, port: 81) == ECONNREFUSED)
        #expect(
          try Transfer.refusal(SOCK_DGRAM, from: "c0", to: address, port: 81) == ECONNREFUSED)
        // By the server itself: its error crosses firewall and load balancer.
        #expect(
          try Transfer.refusal(SOCK_DGRAM, from: "c0", to: address, port: 9) == ECONNREFUSED)
      }
    }
  }

  @Test("The firewall refuses GENEVE that its endpoint's node did not make for it")
  func refusals() async throws {
    try await KernelSandbox.run {
      let lab = try InspectionLab(.firewall)
      let name = InspectionLab.gwlb.rawValue
      let socket = try NetworkNamespace.enter(name) { try PacketSocket("n0") }
      let node = try #require(lab.state.nodes.first)
      let target = try #require(lab.state.targets[0].nextHopMACAddresses[0])
      let inner = Packets.udp(InspectionLab.client, 1, InspectionLab.server, 2)
      func send(
        to address: String = "10.100.1.10", from source: String = "10.100.1.4",
        port: UInt16 = 50000, endpoint: [UInt8] = [0, 0, 1, 0, 0, 0, 0, 0],
        attachment: UInt8 = 7, version: UInt8 = 8, network: UInt8 = 0, optionClass: UInt8 = 8,
        ethernet: MACAddress? = nil, checksumError: UInt8 = 0, _ inner: [UInt8]
      ) throws {
        let geneve: [UInt8] =
          [version, 0, 8, 0, 0, 0, network, 0, 1, 8, 1, 2] + endpoint
          + [1, optionClass, 2, 2, 0, 0, 0, 0, 0] + [0, 0, attachment, 1, 8, 3, 1, 0, 0, 0, 0]
        var outer = Packets.udp(source, port, address, 6081, geneve + inner)
        outer[10] ^= checksumError
        try socket.send(
          Packets.ethernet(to: ethernet ?? target, from: node.macAddress, outer))
      }
      try send(ethernet: MACAddress(bits: 0xffff_ffff_ffff), inner)
      try send(ethernet: MACAddress(derivedFrom: "another"), inner)
      try send(checksumError: 1, inner)
      try send(to: "10.100.1.11", inner)
      try send(from: "10.100.1.5", inner)
      try send(port: 1024, inner)
      try send(endpoint: [0, 0, 9, 0, 0, 0, 0, 0], inner)
      try send(attachment: 8, inner)
      try send(version: 7, inner)
      try send(network: 1, inner)
      try send(optionClass: 9, inner)
      try send([0x45, 0])
      try send(inner.dropLast())
      try send([])
      // Frames keep their order: when the last is counted, all are.
      try send(inner)
      #expect(try socket.receive() != nil)
      try lab.dataPlane.expectDrops(
        [
          .outerAddress: 3, .outerChecksum: 1, .unknownNode: 1, .sourcePort: 1,
          .unknownEndpoint: 1, .attachment: 1, .geneveHeader: 1, .networkIdentifier: 1, .options: 1,
          .innerPacket: 3,
        ],
        [InspectionLab.appliance])
      #expect(
        try lab.dataPlane.applianceCounters(InspectionLab.appliance)?.fromTarget.packets == 1)
    }
  }

  @Test("The firewall writes down once how a flow goes back, and again when that has changed")
  func envelopes() async throws {
    try await KernelSandbox.run {
      let lab = try InspectionLab(.firewall)
      let socket = try NetworkNamespace.enter(InspectionLab.gwlb.rawValue) {
        try PacketSocket("n0")
      }
      let node = try #require(lab.state.nodes.first)
      let target = try #require(lab.state.targets[0].nextHopMACAddresses[0])
      let path = lab.dataPlane.pins(InspectionLab.appliance).map("envelopes")
      let map = try #require(try BPFHandle.pinned(at: path))
      let inner = Packets.udp(InspectionLab.client, 1, InspectionLab.server, 2)
      /// Sends it in an envelope, and gives what comes back in one.
      func pass(port: UInt16, cookie: UInt8 = 0) throws -> [UInt8] {
        let geneve: [UInt8] =
          [8, 0, 8, 0, 0, 0, 0, 0, 1, 8, 1, 2, 0, 0, 1, 0, 0, 0, 0, 0]
          + [1, 8, 2, 2, 0, 0, 0, 0, 0, 0, 0, 7, 1, 8, 3, 1, 0, 0, 0, cookie]
        try socket.send(
          Packets.ethernet(
            to: target, from: node.macAddress,
            Packets.udp("10.100.1.4", port, "10.100.1.10", 6081, geneve + inner)))
        let back = try #require(try socket.receive())
        #expect(Array(back[34..<36]) == Packets.word(port))
        #expect(back[81] == cookie)
        #expect(Array(back[18..<20]) == [0, 0])
        return back
      }
      /// The outer header's identification, which an envelope that was written now does not have.
      func isMarked(mark: Bool = false) throws -> Bool {
        var (key, value) = ([UInt8](repeating: 0, count: 48), [UInt8](repeating: 0, count: 82))
        try #require(bpf_map_get_next_key(map.descriptor, nil, &key) == 0)
        try #require(bpf_map_lookup_elem(map.descriptor, key, &value) == 0)
        let isMarked = Array(value[18..<20]) == [0xab, 0xcd]
        if mark {
          value.replaceSubrange(18..<20, with: [0xab, 0xcd])
          try #require(bpf_map_update_elem(map.descriptor, key, value, 0) == 0)
        }
        return isMarked
      }
      _ = try pass(port: 50000)
      #expect(try !isMarked(mark: true))
      _ = try pass(port: 50000)
      #expect(try isMarked(), "nothing was written")
      _ = try pass(port: 50001)
      #expect(try !isMarked(mark: true))
      _ = try pass(port: 50001, cookie: 9)
      #expect(try !isMarked())
      try lab.dataPlane.expectDrops([:], [InspectionLab.appliance])
    }
  }

  @Test("A pass-through appliance returns packets to the load balancer's nodes only")
  func reflection() async throws {
    try await KernelSandbox.run {
      let lab = try InspectionLab(.passThrough)
      let name = InspectionLab.gwlb.rawValue
      let socket = try NetworkNamespace.enter(name) { try PacketSocket("n0") }
      let node = try #require(lab.state.nodes.first)
      let target = try #require(lab.state.targets[0].nextHopMACAddresses[0])
      func send(
        from source: String, to address: String = "10.100.1.10", ethernet: MACAddress? = nil
      ) throws {
        let outer = Packets.udp(source, 50000, address, 6081, [1, 2, 3])
        try socket.send(
          Packets.ethernet(to: ethernet ?? target, from: node.macAddress, outer))
      }
      try send(from: "10.100.1.4", ethernet: MACAddress(bits: 0xffff_ffff_ffff))
      try send(from: "10.100.1.5")
      try send(from: "10.100.1.4", to: "10.100.1.11")
      try send(from: "10.100.1.4")
      let back = try #require(try socket.receive())
      #expect(Array(back[26..<34]) == [10, 100, 1, 10, 10, 100, 1, 4])
      try lab.dataPlane.expectDrops(
        [.unknownNode: 1, .outerAddress: 2], [InspectionLab.appliance])
    }
  }
}
