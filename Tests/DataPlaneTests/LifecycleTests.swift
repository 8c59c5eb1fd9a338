import DataPlane
import Foundation
import HostState
import IPAddressing
import TestSupport
import Testing

/// What is applied is observed, survives updates, shows drift, and goes without a trace.
@Suite struct LifecycleTests {
  static let namespace = GatewayLoadBalancerLab.namespace
  static let syn = Packets.tcp("198.51.100.10", 40000, "10.0.1.10", 80, flags: Packets.syn)
  static let ack = Packets.tcp("198.51.100.10", 40000, "10.0.1.10", 80, flags: Packets.ack)

  @Test("What was applied is what is observed, and applying it again changes nothing")
  func roundTrip() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      #expect(try lab.observe() == nil)
      lab.state.endpoints.reverse()
      lab.state.targets.reverse()
      try lab.apply()
      #expect(try lab.observe() == .gatewayLoadBalancer(lab.state))
      try lab.apply()
      #expect(try lab.observe() == .gatewayLoadBalancer(lab.state))
      #expect(try lab.dataPlane.namespaces() == [Self.namespace])
    }
  }

  @Test("An update keeps flows, cookies and counters")
  func update() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      let before = try #require(try lab.encapsulate(Self.syn))
      lab.state.tcpIdleTimeout = 60
      lab.state.targets.append(try GatewayLoadBalancerLab.target(2, zone: 0))
      lab.state.endpoints.remove(at: 1)
      try lab.apply()
      #expect(try lab.observe() == .gatewayLoadBalancer(lab.state))
      let after = try #require(try lab.encapsulate(Self.ack))
      #expect(before[12..<24] == after[12..<24])
      #expect(before[64..<68] == after[64..<68])
      let counters = try #require(
        try GatewayLoadBalancerCounters(lab.dataPlane, Self.namespace))
      #expect(counters.endpoints[0]?.newFlows == 1)
      #expect(counters.endpoints[0]?.toTarget == .init(packets: 2, bytes: 80))
      #expect(counters.targets[0]?.toTarget == .init(packets: 2, bytes: 80))
      #expect(Set(counters.targets.keys) == [0, 1, 2])
      #expect(Set(counters.endpoints.keys) == [0])
      try lab.expectDrops([:])
    }
  }

  @Test("Updates, failover and recovery during traffic lose no packet")
  func updatesUnderTraffic() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      lab.state.targets.append(try GatewayLoadBalancerLab.target(2, zone: 0))
      lab.state.rebalances = true
      try lab.apply()
      let health = try #require(try TargetHealth(lab.dataPlane, Self.namespace))
      try health.set(healthySlots: [0, 1, 2])
      let router = lab.routers[0]
      let frames = (UInt16(0)..<100).map {
        Packets.ethernet(
          to: lab.state.endpoints[0].macAddress, from: GatewayLoadBalancerLab.routerMAC,
          Packets.udp("198.51.100.10", 1000 + $0, "10.0.1.10", 53))
      }
      let count = 3000
      let done = DispatchSemaphore(value: 0)
      let sender = Thread {
        for index in 0..<count {
          do { try router.send(frames[index % frames.count]) } catch { break }
          // Spread over the updates below.
          if index % 10 == 0 { poll(nil, 0, 1) }
        }
        done.signal()
      }
      sender.start()
      for round in 0..<8 {
        lab.state.tcpIdleTimeout = 60 + round
        lab.state.endpoints[1].mtu = 1000 + round
        try lab.apply()
        try health.set(healthySlots: [0, 1])
        for isDraining in [true, false] {
          lab.state.targets[0].isDraining = isDraining
          try lab.apply()
        }
        try health.set(healthySlots: [0, 1, 2])
      }
      done.wait()
      for index in 0..<count {
        if try lab.subnets[0].receive() == nil {
          Issue.record("only \(index) of \(count) arrived")
          break
        }
      }
      try lab.expectDrops([:])
    }
  }

  @Test("Each thing that differs in the kernel is seen as drift, and apply puts it right")
  func drift() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      let pins = "/run/bpf/v5/bw%2elab%2egwlb"
      let tampering: KeyValuePairs<String, [String]> = [
        "endpoint detached": ["rm \(pins)/links/gwlb_endpoint-10-ingress"],
        "node detached": ["rm \(pins)/links/gwlb_node-20-ingress"],
        "link detached under its pin": [
          "bpftool link detach pinned \(pins)/links/gwlb_node-21-ingress"
        ],
        "settings changed": [
          "bpftool map update pinned \(pins)/maps/settings key 0 0 0 0 value 1 0 0 0 120 0 0 0 10 0 0 0 0 0 0 0"
        ],
        "endpoint missing": [
          "bpftool map delete pinned \(pins)/maps/endpoints key 10 0 0 0"
        ],
        "endpoint's id unknown": [
          "bpftool map delete pinned \(pins)/maps/endpoint_links key hex ef cd ab 89 67 45 23 01"
        ],
        "target's address unknown": [
          "bpftool map delete pinned \(pins)/maps/target_slots key 10 100 1 10"
        ],
        "Maglev table missing": [
          "bpftool map delete pinned \(pins)/maps/maglev key 0 0 0 0"
        ],
        "Maglev table exchanged": [
          "bpftool map create /run/bpf/other type array key 4 value 4 entries 16381 name other",
          "bpftool map update pinned \(pins)/maps/maglev key 1 0 0 0 value pinned /run/bpf/other",
          "rm /run/bpf/other",
        ],
        "map missing": ["rm \(pins)/maps/targets"],
        "map of another layout": [
          "rm \(pins)/maps/flows",
          "bpftool map create \(pins)/maps/flows type hash key 4 value 4 entries 4 name flows",
        ],
        "map of another kind": [
          "rm \(pins)/maps/maglev",
          "bpftool map create \(pins)/maps/maglev type array key 4 value 4 entries 16 name maglev",
        ],
        "side file missing": ["rm /run/records/bw.lab.gwlb.json"],
        "link made anew": [
          "ip -n bw.lab.gwlb link del e1",
          "ip link add e1 index 11 address \(lab.state.endpoints[1].macAddress) type veth peer name r1",
          "ip link set e1 netns bw.lab.gwlb",
        ],
      ]
      try lab.apply()
      for (what, commands) in tampering {
        for command in commands { try Shell.run(command) }
        #expect(try lab.observe() != .gatewayLoadBalancer(lab.state), "\(what)")
        try lab.apply()
        #expect(try lab.observe() == .gatewayLoadBalancer(lab.state), "\(what)")
      }
    }
  }

  @Test("A Maglev table that somebody takes away is a zone gone astray, and its flows go on")
  func strayZone() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      let before = try #require(try lab.encapsulate(Self.syn))
      try Shell.run("bpftool map delete pinned /run/bpf/v5/bw%2elab%2egwlb/maps/maglev key 0 0 0 0")
      var state = lab.state
      state.strayZones = [0]
      #expect(try lab.observe() == .gatewayLoadBalancer(state))
      try lab.apply()
      #expect(try lab.observe() == .gatewayLoadBalancer(lab.state))
      let after = try #require(try lab.encapsulate(Self.ack))
      #expect(before[12..<24] == after[12..<24])
      #expect(before[64..<68] == after[64..<68])
    }
  }

  @Test("Removed, nothing forwards and nothing is left, even when the namespace is gone")
  func removal() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      #expect(try lab.encapsulate(Self.syn) != nil)
      try lab.dataPlane.remove(from: Self.namespace)
      #expect(try lab.observe() == nil)
      // Fail closed: the stack, which forwards nothing, is all that is left.
      try lab.enter(Self.syn)
      #expect(try lab.subnets[0].receive(milliseconds: 100) == nil)
      #expect(try lab.subnets[1].receive(milliseconds: 0) == nil)

      try lab.apply()
      try Shell.run("ip netns del bw.lab.gwlb")
      try lab.dataPlane.remove(from: Self.namespace)
      #expect(try FileManager.default.contentsOfDirectory(atPath: "/run/bpf/v5") == [])
      #expect(try FileManager.default.contentsOfDirectory(atPath: "/run/records") == [])
      try lab.dataPlane.remove(from: Self.namespace)
      try lab.dataPlane.fileSystem.unmount()
      try lab.dataPlane.fileSystem.unmount()
      #expect(!FileManager.default.fileExists(atPath: "/run/bpf"))
    }
  }

  @Test("A namespace's data plane may become one of another kind")
  func otherKind() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      let link = LinkName(rawValue: "n0")
      let address = try GatewayLoadBalancerLab.address("10.100.1.10")
      let node = try GatewayLoadBalancerLab.address("10.100.1.4")
      let kinds: [DataPlaneState] = [
        .passThrough(
          PassThroughDataPlane(
            link: link, linkIndex: 20, address: address, nodeAddresses: [node], healthPort: 80)),
        .firewall(
          FirewallDataPlane(
            link: link, linkIndex: 20,
            address: address,
            endpoints: [
              .init(id: 7, attachmentID: 1, slot: 1, nodeAddress: node),
              .init(id: .max, attachmentID: .max, slot: 2, nodeAddress: address),
            ], healthPort: 81)),
        .networkAddressTranslation(
          NetworkAddressTranslationDataPlane(
            link: link, linkIndex: 20,
            publicToPrivate: [
              try GatewayLoadBalancerLab.address("203.0.113.10"):
                try GatewayLoadBalancerLab.address("10.0.1.10")
            ],
            vpcCIDRs: [
              try #require(Prefix("10.0.0.0/16")), try #require(Prefix("2001:db8:1::/56")),
            ])),
        .passThrough(
          PassThroughDataPlane(
            link: link, linkIndex: 20, address: node, nodeAddresses: [], healthPort: 82)),
        .gatewayLoadBalancer(lab.state),
      ]
      for state in kinds {
        try lab.inside { try lab.dataPlane.apply(state, in: Self.namespace) }
        #expect(try lab.observe() == state)
        // Another build's programs.
        try Shell.run([
          "sed", "-i", "-E", #"s/("programs":\{[^}]*:)[0-9]+/\17/"#,
          "/run/records/bw.lab.gwlb.json",
        ])
        #expect(try lab.observe() != state)
        try lab.inside { try lab.dataPlane.apply(state, in: Self.namespace) }
        #expect(try lab.observe() == state)
      }
      #expect(try lab.encapsulate(Self.syn) != nil)
    }
  }

  @Test("States that the maps cannot hold, and pins outside a BPF file system, are refused")
  func refusals() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      let whole = lab.state
      lab.state.targets[1].address = lab.state.targets[0].address
      #expect(throws: DataPlaneError.self) { try lab.apply() }
      lab.state.targets[1].slot = 1024
      #expect(throws: DataPlaneError.self) { try lab.apply() }
      let changes: [(inout GatewayLoadBalancerDataPlane) -> Void] = [
        { $0.nodes[1].zone = 0 }, { $0.endpoints[1].linkIndex = $0.endpoints[0].linkIndex },
        { $0.tcpIdleTimeout = 6001 },
      ]
      for change in changes {
        lab.state = whole
        change(&lab.state)
        #expect(throws: DataPlaneError.self) { try lab.apply() }
      }
      let elsewhere = DataPlane(
        fileSystem: BPFFileSystem(path: "/run/records"), recordDirectory: "/run/records")
      #expect(throws: DataPlaneError.notABPFFileSystem(path: "/run/records")) {
        try elsewhere.apply(.gatewayLoadBalancer(lab.state), in: Self.namespace)
      }
    }
  }
}
