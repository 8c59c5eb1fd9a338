import Execution
import HostState
import IPAddressing
import Observation
import Planning
import StateStore
import TestSupport
import Testing

@Suite("Apply, on the kernel")
struct ApplyTests {
  /// A gateway that no connected network holds: Nexthop has invalid gateway.
  private static var refused: HostState {
    var host = SmallHost.state
    host.namespaces[SmallHost.near]?.routes.insert(
      RouteState(
        77, "192.0.2.0/24",
        .via(IPAddress(ipv4: 0xc633_6401), LinkName(rawValue: "eth0"), onLink: false)))
    return host
  }

  @Test("makes what is desired, and a second plan is empty")
  func converges() async throws {
    try await KernelSandbox.run {
      let host = try TestHost()
      try host.apply(SmallHost.state)
      #expect(try host.observe() == SmallHost.state)
      #expect(try host.plan(to: SmallHost.state).0.isEmpty)
      try Shell.run("ip netns exec bw.small.near ping -c 1 -W 2 10.2.0.10")
      #expect(try host.store.lastApplied()?.state == SmallHost.state)
      #expect(try host.store.lastRun()?.outcome == .done)
    }
  }

  @Test("changes a route in place, as one operation")
  func changesRoute() async throws {
    try await KernelSandbox.run {
      let host = try TestHost()
      try host.apply(SmallHost.state)
      var desired = SmallHost.state
      desired.namespaces[SmallHost.router]?.routes.remove(
        RouteState(100, "10.2.0.0/24", .link(LinkName(rawValue: "p-far"))))
      desired.namespaces[SmallHost.router]?.routes.insert(
        RouteState(100, "10.2.0.0/24", .blackhole))
      let plan = try host.apply(desired)
      #expect(plan.operations.map(\.action) == [.update])
      #expect(try host.observe() == desired)
    }
  }

  @Test("puts back what somebody else changed")
  func repairsDrift() async throws {
    try await KernelSandbox.run {
      let host = try TestHost()
      try host.apply(SmallHost.state)
      for line in [
        "ip -n bw.small.router route del 10.2.0.0/24 table 100",
        "ip -n bw.small.router rule del pref 5000",
        "ip -n bw.small.router link set p-far mtu 1400 address 02:00:00:00:00:77",
        "ip -n bw.small.router link add extra type veth peer name extra2",
        "ip -n bw.small.router route add unreachable 203.0.113.0/24 table 100",
        "ip -n bw.small.near addr add 10.1.0.10/32 dev eth0",
        "ip netns exec bw.small.far nft add table inet other",
        "ip -n bw.small.far link set eth0 down",
      ] { try Shell.run(line) }
      try host.apply(SmallHost.state)
      #expect(try host.observe() == SmallHost.state)
    }
  }

  @Test("replaces a veth pair of two namespaces once, with all that hangs on it")
  func replacesPair() async throws {
    try await KernelSandbox.run {
      let host = try TestHost()
      try host.apply(SmallHost.state)
      var desired = SmallHost.state
      desired.namespaces[SmallHost.far]?.links[LinkName(rawValue: "eth0")]?.index = 30
      let plan = try host.apply(desired)
      let links = plan.operations.filter { if case .link = $0.object.kind { true } else { false } }
      #expect(links.map(\.action) == [.replace, .replace])
      #expect(links.map(\.phase) == [.release, .links])
      #expect(try host.observe() == desired)
    }
  }

  @Test("removes a namespace, and makes it again")
  func removesNamespace() async throws {
    try await KernelSandbox.run {
      let host = try TestHost()
      var smaller = SmallHost.state
      smaller.namespaces[SmallHost.far] = nil
      smaller.namespaces[SmallHost.router]?.removeAll(on: LinkName(rawValue: "p-far"))
      for desired in [SmallHost.state, smaller, SmallHost.state] {
        try host.apply(desired)
        #expect(try host.observe() == desired)
      }
    }
  }

  @Test("takes everything back when the kernel refuses an operation half-way")
  func rollsBack() async throws {
    try await KernelSandbox.run {
      let host = try TestHost()
      try host.apply(SmallHost.state)
      var refused = Self.refused
      refused.namespaces[SmallHost.router]?.links[LinkName(rawValue: "b-near")]?.mtu = 1400
      refused.namespaces[SmallHost.far]?.links[LinkName(rawValue: "eth0")]?.index = 30
      let error = #expect(throws: ExecutionError.self) { try host.apply(refused) }
      guard case .refused(let failures, let rollback)? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(failures.map(\.reason).joined().contains("ENETUNREACH"))
      #expect(rollback == .done)
      #expect(try host.observe() == SmallHost.state)
      #expect(try host.store.lastRun()?.outcome == .rolledBack)
      #expect(try host.store.lastApplied()?.state == SmallHost.state)
    }
  }

  @Test("without rollback, leaves what destroy then removes")
  func leavesForDestroy() async throws {
    try await KernelSandbox.run {
      let host = try TestHost()
      let refused = Self.refused
      #expect(throws: ExecutionError.self) {
        try host.apply(refused, options: ExecutionOptions(rollsBack: false))
      }
      #expect(try !host.observe().namespaces.isEmpty)
      try host.destroy()
      #expect(try host.leftovers == [])
    }
  }

  @Test("converges after it was cut off at any operation")
  func convergesAfterCut() async throws {
    try await KernelSandbox.run {
      let count = try Plan(
        from: HostState(topology: SmallHost.topology), to: SmallHost.state, toolVersion: "test"
      ).operations.count
      let host = try TestHost()
      for cut in 0..<count {
        var asked = 0
        #expect(throws: ExecutionError.self) {
          try host.apply(SmallHost.state, options: ExecutionOptions(batchSize: 1)) {
            asked += 1
            return asked > cut ? 2 : nil
          }
        }
        #expect(try host.store.lastRun()?.entries.count == cut)
        try host.apply(SmallHost.state)
        #expect(try host.observe() == SmallHost.state, "after \(cut) operations")
        try host.destroy()
        #expect(try host.leftovers == [], "after \(cut) operations")
      }
    }
  }

  @Test("grows to a hundred namespaces, and shrinks again")
  func manyNamespaces() async throws {
    try await KernelSandbox.run {
      let host = try TestHost()
      let large = SmallHost.withMore(100)
      for desired in [SmallHost.state, large, SmallHost.state] {
        try host.apply(desired)
        #expect(try host.observe(knowing: large) == desired)
      }
      try host.apply(large)
      try host.destroy()
      #expect(try host.leftovers == [])
    }
  }

  @Test("leaves alone what is not the topology's")
  func ownership() async throws {
    try await KernelSandbox.run {
      let host = try TestHost()
      try Shell.run("ip netns add bw.smaller.x")
      try Shell.run("ip link add mine type veth peer name mine2")
      try host.apply(SmallHost.state)
      let before = try Shell.run("ip -d addr") + Shell.run("ip rule") + Shell.run("ip route")
      try host.destroy()
      #expect(try host.leftovers == ["bw.smaller.x"])
      #expect(
        try Shell.run("ip -d addr") + Shell.run("ip rule") + Shell.run("ip route") == before)
    }
  }
}

extension NamespaceState {
  fileprivate mutating func removeAll(on link: LinkName) {
    links[link] = nil
    addresses = addresses.filter { $0.link != link }
    neighbors = neighbors.filter { $0.link != link }
    routes = routes.filter { $0.action.link != link }
  }
}
