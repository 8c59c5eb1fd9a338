import Glibc
import HostState
import IPAddressing
import NFTables
import Netlink
import Observation
import TestSupport
import Testing

@Suite("Observation")
struct ObservationTests {
  /// Makes the sample in a sandbox, lets `change` meddle with it, and returns what was desired and
  /// what is there.
  private func observe(
    after change: (inout HostState) throws -> Void = { _ in }
  ) async throws -> (desired: HostState, observed: HostState) {
    try await KernelSandbox.run {
      var desired = try HostState.sample.canonicalised(by: CanonicalTables())
      try HostFixture.make(desired)
      try change(&desired)
      return (desired, try Observer(topology: "sample").observe(knowing: [desired]))
    }
  }

  @Test("What was made is what is observed, to the last field")
  func roundTrip() async throws {
    let (desired, observed) = try await observe()
    #expect(observed == desired)
  }

  @Test("What a run has made is read back whole, and nobody looks for what others make")
  func verifying() async throws {
    try await KernelSandbox.run {
      let desired = try HostState.sample.canonicalised(by: CanonicalTables())
      try HostFixture.make(desired)
      let observer = Observer(topology: "sample")
      func readBack() throws -> HostState {
        try observer.observe(knowing: [desired], verifying: desired.namespaces)
      }
      let (name, namespace) = try #require(
        desired.namespaces.first { !$0.value.neighbors.isEmpty })
      let neighbor = try #require(namespace.neighbors.first)
      try Shell.run("ip -n \(name) nexthop add id 5 blackhole")
      #expect(try readBack() == desired)
      #expect(try observer.observe(knowing: [desired]) != desired)
      try Shell.run("ip -n \(name) neigh del \(neighbor.address) dev \(neighbor.link)")
      var without = desired
      without.namespaces[name]?.neighbors.remove(neighbor)
      #expect(try readBack() == without)
    }
  }

  @Test("A host without the topology has nothing of it, other topologies' namespaces aside")
  func empty() async throws {
    try await KernelSandbox.run {
      #expect(try Observer(topology: "sample").observe() == HostState(topology: "sample"))
      _ = try NamespaceConnection.create("bw.sample2.a", alias: "sample2/a")
      try Shell.run("ip netns add sample")
      #expect(try Observer(topology: "sample").observe() == HostState(topology: "sample"))
    }
  }

  @Test("Two names of one namespace are told, and nothing is read into either")
  func twoNames() async throws {
    try await KernelSandbox.run {
      _ = try NamespaceConnection.create("bw.sample.a", alias: "sample/a")
      try Shell.run("touch /run/netns/bw.sample.b")
      try Shell.run("mount --bind /run/netns/bw.sample.a /run/netns/bw.sample.b")
      let error = try #require(throws: ObservationError.self) {
        try Observer(topology: "sample").observe()
      }
      #expect("\(error)".contains("bw.sample.b"), "\(error)")
      #expect("\(error)".contains("the namespace of bw.sample.a too"), "\(error)")
    }
  }

  @Test("What is missing or changed shows, whatever it is")
  func changes() async throws {
    let router = "ip -n \(HostState.router)"
    let (desired, observed) = try await observe { desired in
      for line in [
        "link set b-app mtu 1400", "link set app_ nomaster", "link set app alias mine",
        "link set p-web-a down", "neigh delete 10.0.1.10 dev app",
        "address delete 2001:db8:1::1/64 dev app", "route delete blackhole default table 1001",
        "rule delete pref 900", "rule delete pref 32766", "rule add pref 32766 lookup 7",
      ] {
        try Shell.run("\(router) \(line)")
      }
      let bridge = "bridge -n \(HostState.router)"
      try Shell.run("\(bridge) link set dev p-web-a learning on")
      try Shell.run("\(bridge) fdb delete 02:00:00:01:11:74 dev p-web-a master")
      try Shell.run(
        "ip netns exec \(HostState.router) sysctl -qw net.ipv6.neigh.app.mcast_solicit=3")
      try Shell.run("ip netns exec \(HostState.router) ethtool -K app tx-udp-segmentation on")
      try Shell.run("ip netns exec \(HostState.router) sysctl -q -w net.ipv4.ip_forward=0")
      try Shell.run("ip netns exec \(HostState.router) nft delete table inet back")
    }
    let was = try #require(desired.namespaces[HostState.router])
    let now = try #require(observed.namespaces[HostState.router])
    #expect(observed.namespaces[HostState.host] == desired.namespaces[HostState.host])
    #expect(now.links["b-app"]?.mtu == 1400)
    #expect(now.links["app_"]?.master == nil)
    #expect(now.links["app"]?.alias == "mine")
    #expect(now.links["app"]?.disabledOffloads == [])
    #expect(now.links["p-web-a"]?.isUp == false)
    #expect(now.links["p-web-a"]?.station == nil)
    #expect(
      now.links["p-web-a"]?.deviations == [LinkState.Deviation(.portLearning, value: 1, normal: 0)])
    #expect(now.links["app"]?.resolvesNeighbors == true)
    #expect(
      was.addresses.subtracting(now.addresses).map(\.address.description) == ["2001:db8:1::1"])
    #expect(now.neighbors.isEmpty && now.nftables.isEmpty)
    #expect(was.routes.subtracting(now.routes).map(\.action) == [.blackhole])
    #expect(was.rules.subtracting(now.rules).map(\.preference) == [900])
    #expect(now.rules.subtracting(was.rules).map(\.preference) == [32766])
    #expect(now.absentDefaultRules == [DefaultRule(family: .ipv4, table: .main)])
    #expect(now.sysctls["net/ipv4/ip_forward"] == "0")
  }

  @Test("What somebody added by hand shows, so that it can be removed")
  func additions() async throws {
    let host = "ip -n \(HostState.host)"
    let (desired, observed) = try await observe { _ in
      for line in [
        "link add stray type bridge", "address add 192.0.2.1/32 dev lo",
        "neigh add 10.0.1.99 lladdr 02:00:00:00:00:99 dev eth0 nud permanent",
        "route add 192.0.2.0/24 dev eth0", "route add unreachable 198.51.100.0/24",
        "rule add pref 7 to 192.0.2.0/24 lookup 7", "rule add pref 8 iif eth0 lookup 8",
      ] {
        try Shell.run("\(host) \(line)")
      }
      try Shell.run("ip netns exec \(HostState.host) nft add table ip stray")
    }
    let was = try #require(desired.namespaces[HostState.host])
    let now = try #require(observed.namespaces[HostState.host])
    let bridge = try #require(now.links["stray"]?.kind)
    #expect(bridge == .bridge)
    #expect(
      now.links["stray"]?.deviations.contains {
        $0.setting == .bridgeForwardDelay && $0.value == 1500
      }
        == true)
    #expect(
      now.addresses.subtracting(was.addresses)
        == [
          AddressState(
            link: .loopback, address: IPAddress(ipv4: 0xc000_0201), prefixLength: 32)
        ])
    #expect(now.neighbors.count == 1)
    let routes = now.routes.subtracting(was.routes).map(\.action.description).sorted()
    #expect(routes == ["198.51.100.0/24 unreachable", "dev eth0"])
    let rules = now.rules.subtracting(was.rules).sorted { $0.preference < $1.preference }
    #expect(rules.map(\.preference) == [7, 8])
    guard case .foreign(let rule) = rules[0].action else {
      Issue.record("\(rules[0]) passes for ours")
      return
    }
    #expect(rule.summary.contains("to 192.0.2.0"))
    #expect(now.nftables.keys.sorted() == ["ip stray"])
  }

  @Test("A foreign route and a foreign rule are deleted by what was observed of them")
  func removal() async throws {
    try await KernelSandbox.run {
      try HostFixture.make(try HostState.sample.canonicalised(by: CanonicalTables()))
      let before = try Observer(topology: "sample").observe(knowing: [.sample])
      try Shell.run("ip -n \(HostState.host) route add unreachable 198.51.100.0/24")
      try Shell.run("ip -n \(HostState.host) rule add pref 10 to 192.0.2.0/24 lookup 200")
      let connection = try NamespaceConnection(named: HostState.host.rawValue)
      let strange = try Observer(topology: "sample").observe(knowing: [.sample])
      let state = try #require(strange.namespaces[HostState.host])
      let old = try #require(before.namespaces[HostState.host])
      #expect(state != old)
      for route in state.routes.subtracting(old.routes) {
        try connection.execute(
          try #require(route.request(.delete, links: LinkTable(state.links))))
        #expect(route.request(.add, links: LinkTable(state.links)) == nil)
      }
      for rule in state.rules.subtracting(old.rules) {
        try connection.execute(try #require(rule.request(.delete)))
        #expect(rule.request(.add) == nil)
      }
      #expect(try Observer(topology: "sample").observe(knowing: [.sample]) == before)
    }
  }

  @Test("Veths that lead out of the topology, or into another of its namespaces, are told apart")
  func strayPeers() async throws {
    try await KernelSandbox.run {
      for name in ["bw.sample.a", "bw.sample.b", "bw.sample.c", "bw.other.d"] {
        _ = try NamespaceConnection.create(name, alias: "sample/\(name)")
      }
      // All ends have the same two indexes, so that only the namespaces tell them apart.
      for (near, far) in [("a", "sample.b"), ("c", "other.d")] {
        try Shell.run(
          "ip -n bw.sample.\(near) link add x index 77 type veth peer name y index 78"
            + " netns bw.\(far)")
      }
      let state = try Observer(topology: "sample").observe()
      func kind(_ namespace: String, _ link: LinkName) -> LinkState.Kind? {
        state.namespaces[NamespaceName(rawValue: namespace)]?.links[link]?.kind
      }
      #expect(
        kind("bw.sample.a", "x")
          == .veth(peerNamespace: NamespaceName(rawValue: "bw.sample.b"), peer: "y"))
      #expect(
        kind("bw.sample.b", "y")
          == .veth(peerNamespace: NamespaceName(rawValue: "bw.sample.a"), peer: "x"))
      #expect(kind("bw.sample.c", "x") == .foreign("veth that leads out of the topology"))

      // Where they are known to lead is where they are looked for first, and nothing else.
      for end in ["a", "b", "c"] {
        var known = state
        for name in ["a", "c"] {
          known.namespaces[NamespaceName(rawValue: "bw.sample.\(name)")]?.links["x"]?.kind = .veth(
            peerNamespace: NamespaceName(rawValue: "bw.sample.\(end)"), peer: "y")
        }
        #expect(try Observer(topology: "sample").observe(knowing: [known]) == state)
      }
    }
  }

  @Test(
    "A namespace without the topology's mark, or whose creation was interrupted, has no resource")
  func interrupted() async throws {
    try await KernelSandbox.run {
      try Shell.run("ip netns add bw.sample.a")
      let file = open("/run/netns/bw.sample.b", O_CREAT | O_RDONLY, 0)
      try #require(file >= 0)
      close(file)
      let state = try Observer(topology: "sample").observe()
      #expect(
        state.namespaces == [
          NamespaceName(rawValue: "bw.sample.a"): NamespaceState(resource: ""),
          NamespaceName(rawValue: "bw.sample.b"): NamespaceState(resource: ""),
        ])
    }
  }

  @Test("A desired table that nft refuses is reported with its namespace and its place in the text")
  func refusedTable() async throws {
    try await KernelSandbox.run {
      var state = HostState.sample
      state.namespaces[HostState.router]?.nftables = ["inet back": "table inet back {\n  oops\n}"]
      let error = try #require(throws: ObservationError.self) {
        try state.canonicalised(by: CanonicalTables())
      }
      #expect("\(error)".contains("<text>:2:3-6: Error: syntax error"))
      #expect("\(error)".hasSuffix("in bw.sample.vpc"))
    }
  }
}
