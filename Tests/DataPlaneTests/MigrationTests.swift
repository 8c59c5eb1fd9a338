import CLibBPF
import Foundation
import HostState
import IPAddressing
import Synchronization
import TestSupport
import Testing

@testable import DataPlane

/// Programs and the layout of maps are replaced while packets pass.
@Suite struct MigrationTests {
  static let namespace = GatewayLoadBalancerLab.namespace
  static let versions = ["v3", "v4"]
  /// What these did not have.
  static let added: Set<String> = [
    "occupancy", "returned_fragments", "kept_fragments", "kept_counts", "reopenings",
  ]

  /// Expects so many packets, and no other.
  private static func expectEachOnce(_ count: Int, at socket: PacketSocket) throws {
    for index in 0..<count {
      if try socket.receive() == nil {
        Issue.record("only \(index) of \(count) arrived")
        break
      }
    }
    #expect(try socket.receive(milliseconds: 50) == nil, "no packet passes twice")
  }

  /// Pins everything as an earlier version did, of which version 3 had one flow table.
  static func downgrade(_ lab: GatewayLoadBalancerLab, to version: String) throws {
    let new = lab.dataPlane.pins(namespace)
    let old = PinDirectory(
      fileSystem: lab.dataPlane.fileSystem, namespace: namespace, version: version)
    try old.create()
    let renamed = version == "v3" ? ["new_flows": "flows", "flows": nil] : [:]
    for name in try PinDirectory.names(in: new.maps) {
      let map = try #require(try BPFHandle.pinned(at: new.map(name)))
      if !added.contains(name), let name = renamed[name] ?? name {
        try map.pin(at: old.map(name))
      }
      try PinDirectory.unpin(new.map(name))
    }
    for name in try PinDirectory.names(in: new.links) {
      let link = try #require(try BPFHandle.pinned(at: "\(new.links)/\(name)"))
      try link.pin(at: "\(old.links)/\(name)")
      try PinDirectory.unpin("\(new.links)/\(name)")
    }
    try new.remove()
    #expect(try lab.observe() == nil)
  }

  @Test("What the version before has pinned is taken over")
  func versionBefore() throws {
    let number = try #require(Int(PinDirectory.version.dropFirst()))
    #expect(PinDirectory.renamedMaps.keys.contains("v\(number - 1)"))
  }

  @Test(
    "Another layout of maps takes over flows, counters and programs, and loses no packet",
    arguments: versions)
  func layout(_ version: String) async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      // Answered once each; their openers are silent, so that version 3's table keeps them.
      let ports = UInt16(1000)..<1100
      var frames: [[UInt8]] = []
      var returned: [[UInt8]] = []
      for port in ports {
        let there = try #require(
          try lab.encapsulate(Packets.udp("198.51.100.10", port, "10.0.1.10", 53)))
        frames.append(
          Packets.ethernet(
            to: lab.state.endpoints[0].macAddress, from: GatewayLoadBalancerLab.routerMAC,
            Packets.udp("10.0.1.10", 53, "198.51.100.10", port)))
        var back = there
        back.replaceSubrange(12..<20, with: there[16..<20] + there[12..<16])
        returned.append(
          Packets.ethernet(
            to: lab.state.nodes[0].macAddress, from: MACAddress(derivedFrom: "appliance"), back))
      }
      let before = try #require(try GatewayLoadBalancerCounters(lab.dataPlane, Self.namespace))

      let count = 3000
      let (router, subnet) = (lab.routers[0], lab.subnets[0])
      let done = DispatchSemaphore(value: 0)
      let sender = Thread { [frames, returned] in
        for index in 0..<count {
          do {
            try router.send(frames[index % frames.count])
            try subnet.send(returned[index % returned.count])
          } catch { break }
          // Spread over the changes below.
          if index % 10 == 0 { poll(nil, 0, 1) }
        }
        done.signal()
      }
      sender.start()
      for _ in 0..<5 {
        try Self.downgrade(lab, to: version)
        try lab.apply()
        #expect(try lab.observe() == .gatewayLoadBalancer(lab.state))
      }
      done.wait()
      for socket in [router, subnet] { try Self.expectEachOnce(count, at: socket) }
      try lab.expectDrops([:])
      #expect(try FlowTests.table(lab).count() == ports.count)
      let after = try #require(try GatewayLoadBalancerCounters(lab.dataPlane, Self.namespace))
      #expect(after.endpoints[0]?.newFlows == before.endpoints[0]?.newFlows)
      #expect(after.endpoints[0]?.toTarget.packets == UInt64(ports.count + count))
      #expect(try FileManager.default.contentsOfDirectory(atPath: "/run/bpf/\(version)").isEmpty)
    }
  }

  /// What configuration writes, of the same layout in all these versions.
  private static let configuration = [
    "settings", "secret", "endpoints", "endpoint_links", "nodes", "targets", "target_slots",
    "target_health",
  ]

  /// Puts an earlier version's own programs, with maps of theirs that say the same, in the place of
  /// what is applied.
  static func install(_ version: String, in lab: GatewayLoadBalancerLab) throws {
    let new = lab.dataPlane.pins(namespace)
    let old = PinDirectory(
      fileSystem: lab.dataPlane.fileSystem, namespace: namespace, version: version)
    try old.create()
    var objects: [String: LoadedObject] = [:]
    for name in ["gwlb_endpoint", "gwlb_node"] {
      let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Objects/\(version)-\(name).o.gz")
      let text = try Shell.run(["sh", "-c", "gunzip -c \(file.path) | base64 -w 0"])
      objects[name] = try LoadedObject(
        EmbeddedObject(name: name, base64: text), mapDirectory: old.maps)
    }
    for name in configuration {
      let from = try #require(try BPFHandle.pinned(at: new.map(name)))
      let to = try #require(try BPFHandle.pinned(at: old.map(name)))
      let shape = try BPFMapShape(of: from, name: name)
      try #require(try BPFMapShape(of: to, name: name) == shape)
      var key = [UInt8](repeating: 0, count: shape.keySize)
      var value = [UInt8](repeating: 0, count: shape.valueSize)
      var previous: [UInt8]?
      while bpf_map_get_next_key(from.descriptor, previous, &key) == 0 {
        try #require(bpf_map_lookup_elem(from.descriptor, key, &value) == 0)
        try #require(bpf_map_update_elem(to.descriptor, key, value, 0) == 0)
        previous = key
      }
    }
    let (tables, oldTables) = (
      try #require(try MaglevMap(pins: new)), try #require(try MaglevMap(pins: old))
    )
    for zone in UInt32(0)..<2 {
      try oldTables.replace(zone: zone, try tables.table(zone: zone))
    }
    for name in try PinDirectory.names(in: new.links) {
      let attachment = try #require(Attachment(pinName: name))
      let handle = try #require(try BPFHandle.pinned(at: new.link(attachment)))
      let program = try #require(objects[attachment.program]?.program(attachment.program))
      try TCXLink(handle: handle).replaceProgram(program)
      try #require(rename(new.link(attachment), old.link(attachment)) == 0)
    }
    try new.remove()
    #expect(try lab.observe() == nil)
  }

  @Test(
    "The programs of an earlier version hand their flows over while packets pass, and lose none",
    arguments: versions)
  func earlierPrograms(_ version: String) async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      let maps = try PinDirectory.names(in: lab.dataPlane.pins(Self.namespace).maps)
      try lab.inside { try Self.install(version, in: lab) }
      // Connections of which one half has been answered and gone on, datagrams of one direction.
      let (connections, datagrams) = (UInt16(4000)..<4050, UInt16(1000)..<1050)
      let packets =
        connections.map { FlowTableTests.tcp(Packets.ack, port: $0) }
        + datagrams.map { Packets.udp(FlowTableTests.client, $0, FlowTableTests.server, 53) }
      for port in connections {
        #expect(try lab.encapsulate(FlowTableTests.tcp(Packets.syn, port: port)) != nil)
        guard port % 2 == 0 else { continue }
        let answer = FlowTableTests.tcp(Packets.syn | Packets.ack, port: port, reply: true)
        #expect(try lab.encapsulate(answer) != nil)
      }
      let before = try packets.map { try #require(try lab.encapsulate($0)) }
      let frames = packets.map { FlowTableTests.frame(lab, $0) }
      let returned = before.map { outer in
        var back = outer
        back.replaceSubrange(12..<20, with: outer[16..<20] + outer[12..<16])
        return Packets.ethernet(
          to: lab.state.nodes[0].macAddress, from: MACAddress(derivedFrom: "appliance"), back)
      }
      let (router, subnet) = (lab.routers[0], lab.subnets[0])
      let most = 3000
      let isApplied = Atomic(false)
      let begun = DispatchSemaphore(value: 0)
      let done = DispatchSemaphore(value: 0)
      let sent = Atomic(0)
      let sender = Thread {
        // Some before, and some when all is done.
        var rest = 200
        for index in 0..<most where rest > 0 {
          do {
            try router.send(frames[index % frames.count])
            try subnet.send(returned[index % returned.count])
          } catch { break }
          sent.add(1, ordering: .relaxed)
          if index == 200 { begun.signal() }
          if isApplied.load(ordering: .sequentiallyConsistent) { rest -= 1 }
          if index % 4 == 0 { poll(nil, 0, 1) }
        }
        done.signal()
      }
      sender.start()
      begun.wait()
      try lab.apply()
      isApplied.store(true, ordering: .sequentiallyConsistent)
      done.wait()
      let count = sent.load(ordering: .relaxed)
      #expect(count > 200)
      for socket in [router, subnet] { try Self.expectEachOnce(count, at: socket) }
      #expect(try lab.observe() == .gatewayLoadBalancer(lab.state))
      try lab.expectDrops([:])
      // Each flow has its target, its cookie and its port still, and is counted once.
      #expect(try FlowTests.table(lab).count() == packets.count)
      for (packet, outer) in zip(packets, before) {
        let after = try #require(try lab.encapsulate(packet))
        #expect(after[12..<24] == outer[12..<24] && after[64..<68] == outer[64..<68])
      }
      let counters = try #require(try GatewayLoadBalancerCounters(lab.dataPlane, Self.namespace))
      #expect(counters.endpoints[0]?.newFlows == UInt64(packets.count))
      let first = UInt64(connections.count * 3 / 2 + 2 * packets.count)
      #expect(counters.endpoints[0]?.toTarget.packets == first + UInt64(count))
      #expect(try FileManager.default.contentsOfDirectory(atPath: "/run/bpf/\(version)").isEmpty)
      // Nor does any map stay that no program uses.
      #expect(try PinDirectory.names(in: lab.dataPlane.pins(Self.namespace).maps) == maps)
    }
  }

  @Test("A migration that was cut off anywhere is completed by the next", arguments: versions)
  func interrupted(_ version: String) async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      let packet = Packets.udp("198.51.100.10", 1, "10.0.1.10", 53)
      let first = try #require(try lab.encapsulate(packet))
      for step in 0..<4 {
        try Self.downgrade(lab, to: version)
        let pins = lab.dataPlane.pins(Self.namespace)
        if step > 0 {
          try pins.create()
          try pins.adoptMaps()
        }
        if step > 1 {
          try pins.adoptLink(Attachment("gwlb_node", linkIndex: 20, .ingress))
        }
        if step > 2 {
          try pins.adoptLink(Attachment("gwlb_endpoint", linkIndex: 10, .ingress))
        }
        try lab.apply()
        #expect(try lab.observe() == .gatewayLoadBalancer(lab.state), "after step \(step)")
        let again = try #require(try lab.encapsulate(packet))
        #expect(first[64..<68] == again[64..<68])
        #expect(try FlowTests.table(lab).count() == 1)
      }
      try lab.expectDrops([:])
      try Self.downgrade(lab, to: version)
      try lab.dataPlane.remove(from: Self.namespace)
      #expect(try FileManager.default.contentsOfDirectory(atPath: "/run/bpf/\(version)").isEmpty)
    }
  }
}
