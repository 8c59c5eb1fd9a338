import Foundation
import HostState
import IPAddressing
import TestSupport
import Testing

@testable import DataPlane

/// Programs and the layout of maps are replaced while packets pass.
@Suite struct MigrationTests {
  static let namespace = GatewayLoadBalancerLab.namespace
  static let versions = ["v3", "v4"]
  /// What these did not have.
  static let added: Set<String> = ["occupancy", "returned_fragments"]

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
      for socket in [router, subnet] {
        for index in 0..<count {
          if try socket.receive() == nil {
            Issue.record("only \(index) of \(count) arrived")
            break
          }
        }
        #expect(try socket.receive(milliseconds: 50) == nil, "no packet passes twice")
      }
      try lab.expectDrops([:])
      #expect(try FlowTests.table(lab).count() == ports.count)
      let after = try #require(try GatewayLoadBalancerCounters(lab.dataPlane, Self.namespace))
      #expect(after.endpoints[0]?.newFlows == before.endpoints[0]?.newFlows)
      #expect(after.endpoints[0]?.toTarget.packets == UInt64(ports.count + count))
      #expect(try FileManager.default.contentsOfDirectory(atPath: "/run/bpf/\(version)").isEmpty)
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
