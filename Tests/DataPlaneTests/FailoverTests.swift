import DataPlane
import HostState
import IPAddressing
import TestSupport
import Testing

@Suite struct FailoverTests {
  static let namespace = GatewayLoadBalancerLab.namespace

  static func health(_ lab: GatewayLoadBalancerLab) throws -> TargetHealth {
    try #require(try TargetHealth(lab.dataPlane, namespace))
  }

  /// Sends one packet of each of 40 connections and gives the targets' last address octets.
  static func targets(_ lab: GatewayLoadBalancerLab, flags: UInt8) throws -> [UInt8] {
    try (UInt16(1000)..<1040).map { port in
      let outer = try #require(
        try lab.encapsulate(
          Packets.tcp("198.51.100.10", port, "10.0.1.10", 80, flags: flags)))
      return outer[19]
    }
  }

  static func lab(rebalances: Bool) throws -> GatewayLoadBalancerLab {
    let lab = try GatewayLoadBalancerLab()
    lab.state.targets.append(try GatewayLoadBalancerLab.target(2, zone: 0))
    lab.state.rebalances = rebalances
    try lab.apply()
    try health(lab).set(healthySlots: [0, 1, 2])
    return lab
  }

  @Test("Without rebalancing, flows stay at an unhealthy target and new ones go elsewhere")
  func noRebalance() async throws {
    try await KernelSandbox.run {
      let lab = try Self.lab(rebalances: false)
      let before = try Self.targets(lab, flags: Packets.syn)
      #expect(Set(before) == [10, 12])
      try Self.health(lab).set(healthySlots: [1, 2])
      #expect(try Self.targets(lab, flags: Packets.ack) == before)
      // A SYN opens a connection anew.
      #expect(Set(try Self.targets(lab, flags: Packets.syn)) == [12])
      #expect(try Self.health(lab).healthySlots == [1, 2])
    }
  }

  @Test("With rebalancing, exactly the unhealthy target's flows move")
  func rebalance() async throws {
    try await KernelSandbox.run {
      let lab = try Self.lab(rebalances: true)
      let before = try Self.targets(lab, flags: Packets.syn)
      try Self.health(lab).set(healthySlots: [0, 1])
      #expect(Set(try Self.targets(lab, flags: Packets.ack)) == [10])
      try Self.health(lab).set(healthySlots: [0, 1, 2])
      #expect(Set(try Self.targets(lab, flags: Packets.ack)) == [10])
      #expect(Set(before) == [10, 12])
    }
  }

  @Test("New flows of a zone follow that zone's own verdicts, and fail open alone")
  func zones() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      lab.state.targets.append(try GatewayLoadBalancerLab.target(2, zone: 0))
      lab.state.crossZone = true
      try lab.apply()
      try Self.health(lab).set(healthySlotsByZone: [0: [0], 1: [1, 2]])
      #expect(Set(try Self.targets(lab, flags: Packets.syn)) == [10])
      #expect(try Self.health(lab).healthySlots == [0, 1, 2])
      try Self.health(lab).set(healthySlotsByZone: [0: [], 1: [1]])
      #expect(Set(try Self.targets(lab, flags: Packets.syn)).count == 3)
    }
  }

  @Test("Each zone follows its own node's verdict, also over an update")
  func zonesOverUpdate() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      lab.state.crossZone = true
      lab.state.rebalances = true
      try lab.apply()
      func expect(_ octet: UInt8, at endpoint: Int) throws {
        let packet = Packets.udp("198.51.100.10", 1, "10.0.1.10", 80)
        let outer = try #require(try lab.encapsulate(packet, endpoint: endpoint))
        #expect(outer[19] == octet)
      }
      try Self.health(lab).set(healthySlotsByZone: [0: [1], 1: [0]])
      try expect(11, at: 0)
      try expect(10, at: 1)
      lab.state.tcpIdleTimeout = 60
      try lab.apply()
      try expect(11, at: 0)
      try expect(10, at: 1)
      // Existing flows leave what their own zone finds unhealthy.
      try Self.health(lab).set(healthySlotsByZone: [0: [0], 1: [0]])
      try expect(10, at: 0)
      #expect(try Self.health(lab).healthySlots == [0])
    }
  }

  @Test("A draining target keeps its flows and gets no new one, whatever the agent says")
  func draining() async throws {
    try await KernelSandbox.run {
      let lab = try Self.lab(rebalances: true)
      let before = try Self.targets(lab, flags: Packets.syn)
      lab.state.targets[0].isDraining = true
      try lab.apply()
      #expect(try lab.observe() == .gatewayLoadBalancer(lab.state))
      try Self.health(lab).set(healthySlots: [0, 1, 2])
      #expect(try Self.targets(lab, flags: Packets.ack) == before)
      #expect(try Self.targets(lab, flags: Packets.syn) == before)
      let other = try #require(
        try lab.encapsulate(Packets.udp("198.51.100.99", 1, "10.0.1.10", 80)))
      #expect(other[19] == 12)
      #expect(try Self.health(lab).drainingSlots == [0])
      lab.state.targets[0].isDraining = false
      try lab.apply()
      #expect(try Self.health(lab).drainingSlots == [])
      let again = try (UInt16(2000)..<2040).map { port in
        try #require(
          try lab.encapsulate(
            Packets.tcp("198.51.100.10", port, "10.0.1.10", 80, flags: Packets.syn)))[19]
      }
      #expect(Set(again) == [10, 12])
    }
  }

  @Test("A target's draining began with the first apply that drains it, until one does not")
  func drainingTimes() async throws {
    try await KernelSandbox.run {
      let lab = try Self.lab(rebalances: false)
      func times() -> [Double?] {
        let times = lab.dataPlane.drainingTimes(Self.namespace)
        return lab.state.targets.map { times[$0.address] }
      }
      #expect(times() == [nil, nil, nil])
      lab.state.targets[0].isDraining = true
      try lab.apply()
      let first = try #require(times()[0])
      lab.state.targets[2].isDraining = true
      try lab.apply()
      let second = times()
      #expect(try #require(second[0]) > first)
      #expect(second[1] == nil)
      #expect(try #require(second[2]) < #require(second[0]))
      lab.state.targets[0].isDraining = false
      try lab.apply()
      #expect(times()[0] == nil)
      lab.state.targets[0].isDraining = true
      try lab.apply()
      #expect(try #require(times()[0]) < #require(times()[2]))
    }
  }

  @Test(
    "Draining goes on from where it began when another build applies amid it",
    arguments: [#"s/("programs":\{[^}]*:)[0-9]+/\17/"#, #"s/"state":/"earlier":/"#])
  func drainingByAnotherBuild(_ change: String) async throws {
    try await KernelSandbox.run {
      let lab = try Self.lab(rebalances: false)
      lab.state.targets[0].isDraining = true
      let address = lab.state.targets[0].address
      try lab.apply()
      let first = try #require(lab.dataPlane.drainingTimes(Self.namespace)[address])
      try Shell.run(["sed", "-i", "-E", change, "/run/records/bw.lab.gwlb.json"])
      // Its names are of another build, and are not believed.
      #expect(try lab.observe() != .gatewayLoadBalancer(lab.state))
      let second = try #require(lab.dataPlane.drainingTimes(Self.namespace)[address])
      #expect(second > first)
      try lab.apply()
      #expect(try lab.observe() == .gatewayLoadBalancer(lab.state))
      #expect(try #require(lab.dataPlane.drainingTimes(Self.namespace)[address]) > second)
    }
  }

  @Test("A connection that opens anew, its ports' last one closed, leaves a draining target")
  func reopened() async throws {
    try await KernelSandbox.run {
      let lab = try Self.lab(rebalances: false)
      let before = try Self.targets(lab, flags: Packets.syn)
      lab.state.targets[0].isDraining = true
      try lab.apply()
      #expect(try Self.targets(lab, flags: Packets.rst) == before)
      #expect(Set(try Self.targets(lab, flags: Packets.syn)) == [12])
    }
  }

  @Test("When no target is healthy, new flows still go to the zone's registered ones")
  func failOpen() async throws {
    try await KernelSandbox.run {
      let lab = try Self.lab(rebalances: false)
      try Self.health(lab).set(healthySlots: [])
      #expect(Set(try Self.targets(lab, flags: Packets.syn)) == [10, 12])
    }
  }

  @Test("A zone without a registered target drops and counts, unless cross-zone is on")
  func noTarget() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      lab.state.targets.removeFirst()
      try lab.apply()
      let packet = Packets.udp("198.51.100.10", 1, "10.0.1.10", 80)
      try lab.enter(packet)
      try lab.expectDrops([.noTarget: 1])
      lab.state.crossZone = true
      try lab.apply()
      let outer = try #require(try lab.encapsulate(packet))
      #expect(Array(outer[12..<20]) == [10, 100, 1, 4, 10, 100, 2, 11])
    }
  }

  @Test("Flows of a removed target are dropped until they idle out, or move with rebalancing")
  func removedTarget() async throws {
    try await KernelSandbox.run {
      let lab = try Self.lab(rebalances: false)
      let packet = Packets.udp("198.51.100.10", 1, "10.0.1.10", 80)
      let outer = try #require(try lab.encapsulate(packet))
      lab.state.targets.removeAll { $0.address.bytes == Array(outer[16..<20]) }
      // Another target takes the slot: it must not inherit the flow.
      let slot = try #require(Set([0, 2]).subtracting(lab.state.targets.map(\.slot)).first)
      var other = try GatewayLoadBalancerLab.target(slot, zone: 0)
      other.address = try GatewayLoadBalancerLab.address("10.100.1.77")
      lab.state.targets.append(other)
      try lab.apply()
      try lab.enter(packet)
      try lab.expectDrops([.targetGone: 1])
      lab.state.rebalances = true
      try lab.apply()
      let moved = try #require(try lab.encapsulate(packet))
      #expect(moved[16..<20] != outer[16..<20])
    }
  }
}
