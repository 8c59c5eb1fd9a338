import Diagnostics
import HostState
import IPAddressing
import Testing
import Topology

@testable import Lowering

@Suite("Lowering a topology to a host")
struct LoweringTests {
  let lowered = Lowering.lower(Catagram.topology())
  var host: HostState { lowered.state }

  private func namespace(_ resource: String) throws -> NamespaceState {
    try #require(host.namespaces.values.first { $0.resource == resource })
  }

  @Test("the example needs nothing that cannot be built, and one namespace a thing")
  func namespaces() {
    #expect(lowered.diagnostics.isEmpty)
    #expect(
      host.namespaces.values.map(\.resource).sorted() == [
        "app", "app/instance/web-a", "app/instance/web-b", "app/internet_gateway",
        "app/load_balancer/web[alb-a]", "app/load_balancer/web[alb-b]", "internet",
        "internet/client", "security", "security/appliance_group/firewalls[0]",
        "security/appliance_group/firewalls[1]", "security/gateway_load_balancer/inspection",
      ])
  }

  @Test("every veth's other end names it back, and every port's bridge exists")
  func linksAreWhole() throws {
    for (name, namespace) in host.namespaces {
      for (linkName, link) in namespace.links {
        #expect(linkName.rawValue.utf8.count <= 15)
        if let master = link.master { #expect(namespace.links[master]?.kind == .bridge) }
        guard case .veth(let peerNamespace, let peer) = link.kind else { continue }
        #expect(
          host.namespaces[peerNamespace]?.links[peer]?.kind
            == .veth(peerNamespace: name, peer: linkName))
      }
      #expect(Set(namespace.links.values.map(\.index)).count == namespace.links.count)
    }
  }

  @Test("everything refers to links that exist")
  func referencesAreWhole() {
    for (name, namespace) in host.namespaces {
      let links = Set(namespace.links.keys)
      for address in namespace.addresses { #expect(links.contains(address.link), "\(name)") }
      for neighbor in namespace.neighbors { #expect(links.contains(neighbor.link), "\(name)") }
      for rule in namespace.rules {
        guard let link = rule.inputLink, link != .loopback else { continue }
        #expect(links.contains(link), "\(name)")
      }
      for route in namespace.routes {
        switch route.action {
        case .link(let link), .via(_, let link, _): #expect(links.contains(link), "\(name)")
        default: break
        }
      }
    }
  }

  @Test("every table that a rule looks up decides every destination")
  func tablesAreComplete() {
    for (name, namespace) in host.namespaces {
      for rule in namespace.rules {
        guard case .lookup(let table) = rule.action, table > 255 else { continue }
        let defaults = namespace.routes.filter {
          $0.table == table && $0.destination.isDefault && $0.destination.family == rule.family
        }
        #expect(!defaults.isEmpty, "\(name) table \(table)")
      }
    }
  }

  @Test("every router drops what none of its rules matches, in both families")
  func failClosed() throws {
    for resource in ["app", "security", "app/internet_gateway"] {
      let closed = try namespace(resource).rules.filter {
        $0.isInverted && $0.inputLink == .loopback && $0.action == .blackhole
      }
      #expect(Set(closed.map(\.family)) == [.ipv4, .ipv6])
    }
  }

  @Test("only routers, firewalls and middleboxes forward, whatever the host's own setting is")
  func forwarding() throws {
    for namespace in lowered.state.namespaces.values {
      let forwards: Set = [
        "internet", "app", "app/internet_gateway", "security",
        "security/appliance_group/firewalls[0]", "security/appliance_group/firewalls[1]",
      ]
      let expected = forwards.contains(namespace.resource) ? "1" : "0"
      #expect(namespace.sysctls["net/ipv4/ip_forward"] == expected, "\(namespace.resource)")
      #expect(
        namespace.sysctls["net/ipv6/conf/all/forwarding"] == expected, "\(namespace.resource)")
    }
  }

  @Test("a bridge knows who is behind each of its ports, and a router asks for nobody")
  func stations() throws {
    for (name, namespace) in lowered.state.namespaces {
      for (link, state) in namespace.links {
        guard case .veth(let peerNamespace, let peer) = state.kind else { continue }
        let other = try #require(lowered.state.namespaces[peerNamespace]?.links[peer])
        #expect(state.station == (state.master == nil ? nil : other.macAddress), "\(name) \(link)")
        #expect(state.resolvesNeighbors == (peerNamespace != name || state.master != nil))
      }
    }
    let checked = lowered.state.namespaces.values.filter {
      if case .sourceCheck? = $0.dataPlane { true } else { false }
    }
    #expect(!checked.isEmpty)
    let security = try #require(
      lowered.state.namespaces.values.first { $0.resource == "security" })
    #expect(
      security.nftables["inet bumpwire"]?.contains("iifname != \"s-*\" udp dport 6081 ip daddr { ")
        == true)
    for router in checked {
      let rules = try #require(router.nftables["bridge bumpwire"])
      let lines = rules.split(separator: "\n").map { $0.drop { $0 == " " } }
      let first = try #require(lines.firstIndex(of: "meta mark 0x7f000001 accept"))
      #expect(lines[first + 1].hasPrefix("iifname \"i-*\" jump closed"))
      #expect(lines[first + 2].hasPrefix("iifname \"a-*\" jump closed"))
    }
  }

  @Test("a process finds its own host: the resource's name and addresses")
  func hosts() throws {
    func host(_ resource: String, _ process: String) throws -> ProcessState.Host? {
      try namespace(resource).processes[process]?.host
    }
    let web = try namespace("app/instance/web-a")
    let address = try #require(web.addresses.first { $0.address.isIPv4 }).address
    let own = try #require(try host("app/instance/web-a", "main"))
    #expect(own.name == "web-a" && own.addresses.contains(address))
    #expect(
      lowered.state.namespaces.values.flatMap(\.processes.values).allSatisfy { $0.host != nil })
    #expect(HostNames.host("security/appliance_group/firewalls[0]") == "firewalls-0")
    #expect(HostNames.host("app/load_balancer/alb[public-a]") == "alb-public-a")
  }

  @Test("a router's own errors find the way back over a peering connection, in both families")
  func peeringReturnPaths() throws {
    var topology = Catagram.topology()
    topology.peerings = [
      Peering(id: ID(0), name: "x", vpcs: (ID(0), ID(1)), source: Catagram.line(60))
    ]
    let state = Lowering.lower(topology).state
    for resource in ["app", "security"] {
      let router = try #require(state.namespaces.values.first { $0.resource == resource })
      let link = LinkName(rawValue: "p-x")
      let index = try #require(router.links[link]).index
      let mark = RuleState.Mark(UInt32(index))
      let rules = router.rules.filter { $0.mark == mark }
      #expect(Set(rules.map(\.family)) == [.ipv4, .ipv6])
      let table = try #require(router.nftables["inet bumpwire"])
      #expect(table.contains("\"p-x\" : 0x"))
      let peer = topology.vpcs[resource == "app" ? 1 : 0].cidrs.filter { $0.family == .ipv4 }
      #expect(
        table.contains("iifname \"p-x\" ip saddr != { \(peer.map(\.description)[0]) } counter drop")
      )
      for rule in rules {
        #expect(
          router.routes.contains { route in
            if case .via(_, link, onLink: true) = route.action {
              rule.action == .lookup(table: route.table)
            } else {
              false
            }
          })
      }
    }
  }

  @Test("an endpoint's packets reach its own subnet whatever the subnet's table says of it")
  func ownSubnet() throws {
    var topology = Catagram.topology()
    let own = topology.subnets[2]
    topology.routeTables[own.routeTable.index].routes.append(
      Route(
        destination: try #require(own.ipv4), target: .gwlbEndpoint(ID(0)), origin: .static,
        source: Catagram.line(70)))
    let state = Lowering.lower(topology).state
    let router = try #require(state.namespaces.values.first { $0.resource == "app" })
    func route(to destination: Prefix, from link: String) throws -> RouteState.Action {
      let rule = try #require(
        router.rules.first { $0.inputLink?.rawValue == link && $0.family == .ipv4 })
      return try #require(
        router.routes.first {
          rule.action == .lookup(table: $0.table) && $0.destination == destination
        }
      ).action
    }
    let (cidr, other) = (try #require(own.ipv4), try #require(topology.subnets[3].ipv4))
    #expect(try route(to: cidr, from: "e-inspect-a") == .link(LinkName(rawValue: "s-gwlbe-a")))
    #expect(try route(to: other, from: "e-inspect-a") == .link(LinkName(rawValue: "s-gwlbe-b")))
    // Another subnet's endpoint takes the route as it is written.
    let through = RouteState.Action.via(
      HostConstants.peerIPv4, LinkName(rawValue: "e-inspect-a"), onLink: true)
    #expect(try route(to: cidr, from: "e-inspect-b") == through)
  }

  @Test("a route of IPv6 to an instance without an IPv6 address is refused, once a line")
  func targetsWithoutAddress() throws {
    var topology = Catagram.topology()
    for table in [2, 3] {
      topology.routeTables[table].routes.append(
        Route(
          destination: .defaultIPv6, target: .instance(ID(0)), origin: .static,
          source: Catagram.line(70)))
    }
    let diagnostics = Lowering.lower(topology).diagnostics
    #expect(diagnostics.map(\.id) == [.notProvisioned])
    #expect(diagnostics.first?.message.contains("leads IPv6 to `app/instance/web-a`") == true)
    topology.instances[0].ipv6 = IPAddress(.ipv6, bits: 0x2001_0db8 << 96 | 4)
    #expect(Lowering.lower(topology).diagnostics.isEmpty)
  }

  @Test("an internet gateway sends nothing to an instance without a public address")
  func edgeToInstance() throws {
    func actions(_ publicAddress: IPAddress?) throws -> [RouteState.Action] {
      var topology = Catagram.topology()
      topology.instances[0].publicAddress = publicAddress
      topology.routeTables[1].routes[1].target = .instance(ID(0))
      let builder = Lowering.lower(topology).state
      let router = try #require(builder.namespaces.values.first { $0.resource == "app" })
      let rule = try #require(
        router.rules.first { $0.inputLink?.rawValue == "igw" && $0.family == .ipv4 })
      return router.routes.filter {
        rule.action == .lookup(table: $0.table)
          && $0.destination == topology.routeTables[1].routes[1].destination
      }.map(\.action)
    }
    #expect(try actions(nil) == [.blackhole])
    let box = Catagram.address("10.0.21.4")
    #expect(
      try actions(Catagram.address("203.0.113.20"))
        == [.via(box, LinkName(rawValue: "s-app-a"), onLink: false)])
  }

  @Test(
    "more endpoints than a group's firewalls can tell apart are an error, whoever they belong to")
  func endpointCapacity() {
    var topology = Catagram.topology()
    var second = topology.gatewayLoadBalancers[0]
    second.id = ID(1)
    second.name = "second"
    second.nodes = []
    topology.gatewayLoadBalancers.append(second)
    for number in 2...GatewayLoadBalancerDataPlane.mostEndpoints {
      topology.gwlbEndpoints.append(
        GWLBEndpoint(
          id: ID(number), vpc: ID(0), name: "e\(number)", subnet: ID(2), service: ID(number % 2),
          ipv4: Catagram.address("10.0.11.4"), source: Catagram.line(26)))
    }
    let diagnostics = Lowering.lower(topology).diagnostics
    #expect(diagnostics.map(\.id) == [.capacityExceeded])
    #expect(diagnostics.first?.message.contains("serves more than 4096 endpoints") == true)
  }

  @Test("more targets or zones than a load balancer's maps hold are errors, not a failed apply")
  func targetAndZoneCapacity() {
    var topology = Catagram.topology()
    topology.applianceGroups[0].members = (0...GatewayLoadBalancerDataPlane.mostTargets).map {
      .init(index: $0, subnet: ID(6), address: Catagram.address("10.100.1.5"))
    }
    topology.zones += (2...GatewayLoadBalancerDataPlane.mostZones).map { Zone(name: "z\($0)") }
    let diagnostics = Lowering.lower(topology).diagnostics
    #expect(diagnostics.map(\.id) == [.capacityExceeded, .capacityExceeded])
  }

  @Test("what instances and appliances send is checked at their ports, and nobody else's")
  func sourceChecks() throws {
    func ports(_ resource: String) throws -> [SourceCheckDataPlane.Port] {
      guard case .sourceCheck(let state)? = try namespace(resource).dataPlane else { return [] }
      return state.ports
    }
    let app = try ports("app")
    #expect(app.map(\.link.rawValue).sorted() == ["i-web-a", "i-web-b"])
    #expect(app.map(\.linkIndex) == app.map(\.linkIndex).sorted())
    for port in app {
      let links = try namespace("app").links
      #expect(links[port.link]?.index == port.linkIndex)
      guard case .veth(let host, let link)? = links[port.link]?.kind else { continue }
      #expect(host.rawValue.hasSuffix(String(port.link.rawValue.dropFirst(2))))
      #expect(self.host.namespaces[host]?.links[link]?.macAddress == port.macAddress)
      #expect(
        self.host.namespaces[host]?.addresses.map(\.address).sorted() == port.addresses)
      #expect(port.checksAddresses)
    }
    #expect(try ports("security").count == 2)
    #expect(try ports("internet").isEmpty)

    var topology = Catagram.topology()
    topology.instances[0].sourceDestinationCheck = false
    let checks = Lowering.lower(topology).state.namespaces.values.compactMap {
      if case .sourceCheck(let state)? = $0.dataPlane, $0.resource == "app" { state } else { nil }
    }
    #expect(checks.flatMap(\.ports).count { !$0.checksAddresses } == 1)
  }

  @Test("a firewall takes an endpoint's packets from its zone's node, and routes nothing else")
  func firewallSources() throws {
    let firewall = try namespace("security/appliance_group/firewalls[0]")
    let balancer = try namespace("security/gateway_load_balancer/inspection")
    guard case .firewall(let state)? = firewall.dataPlane,
      case .gatewayLoadBalancer(let inspection)? = balancer.dataPlane
    else {
      Issue.record("another data plane")
      return
    }
    #expect(state.endpoints.count == 2)
    for endpoint in state.endpoints {
      let sender = try #require(inspection.endpoints.first { $0.id == endpoint.id })
      #expect(endpoint.attachmentID == sender.attachmentID)
      #expect(
        endpoint.nodeAddress == inspection.nodes.first { $0.zone == sender.zone }?.address)
    }
    let last = RuleState(
      family: .ipv4, preference: 5000, inputLink: .loopback, isInverted: true, action: .blackhole)
    #expect(firewall.rules.contains(last))
  }

  @Test("a load balancer's target without an IPv4 address is an error, not 0.0.0.0")
  func targetWithoutIPv4() throws {
    var topology = Catagram.topology()
    topology.instances[0].ipv4 = nil
    let lowered = Lowering.lower(topology)
    #expect(lowered.diagnostics.map(\.id) == [.notProvisioned])
    #expect(lowered.diagnostics.first?.message.contains("has no IPv4 address") == true)
    let files = lowered.state.namespaces.values.flatMap(\.processes.values).flatMap(\.files.values)
    #expect(!files.contains { $0.contains("server web-a") })
  }

  @Test("an internet gateway has an address of each family for its own errors")
  func gatewayAddresses() throws {
    let addresses = try namespace("app/internet_gateway").addresses.map(\.address)
    #expect(Set(addresses.map(\.family)) == [.ipv4, .ipv6])
  }

  @Test(
    "more public addresses than an internet gateway's maps hold are an error at the first too many")
  func publicAddressCapacity() {
    var topology = Catagram.topology()
    let most = NetworkAddressTranslationDataPlane.mostAddresses
    let known = 2  // The load balancer's nodes.
    var model = topology.instances[0]
    for number in 0...(most - known) {
      model.id = ID(topology.instances.count)
      model.name = "i\(number)"
      model.publicAddress = IPAddress(ipv4: 0xcb00_7200 + UInt32(number))
      model.publicAddressSource = Catagram.line(1000 + number)
      topology.instances.append(model)
    }
    let diagnostics = Lowering.lower(topology).diagnostics
    #expect(diagnostics.map(\.id) == [.capacityExceeded])
    #expect(diagnostics.first?.range == Catagram.line(1000 + most - known))
    topology.instances.removeLast()
    #expect(Lowering.lower(topology).diagnostics.isEmpty)
  }

  @Test("more route tables than a router holds are one error, not a crash")
  func tableCapacity() {
    var builder = HostBuilder(topology: Catagram.topology())
    let router = builder.router(ID(0))
    builder.addNamespace(router, resource: "app", sysctls: [:], source: Catagram.line(10))
    for number in 0..<HostConstants.routeTables.count + 5 {
      _ = builder.kernelTable(named: "t\(number)", in: router)
    }
    #expect(builder.diagnostics.map(\.id) == [.capacityExceeded])
    #expect(builder.diagnostics.first?.message == "`app` has more than 99000 route tables")
    #expect(builder.diagnostics.first?.range == Catagram.line(10))
  }

  @Test("an edge table's subnet route replaces the connected one, in that table only")
  func edgeTable() throws {
    let router = try namespace("app")
    let alb = Catagram.prefix("10.0.1.0/24")
    let routes = router.routes.filter { $0.destination == alb }
    let steered = routes.filter {
      if case .via(_, LinkName(rawValue: "e-inspect-a"), onLink: true) = $0.action {
        true
      } else {
        false
      }
    }
    #expect(steered.count == 1)
    let table = try #require(steered.first).table
    #expect(routes.filter { $0.table == table }.count == 1)
    let gateway = LinkName(rawValue: "igw")
    #expect(
      router.rules.contains {
        $0.inputLink == gateway && $0.action == .lookup(table: table) && $0.family == .ipv4
      })
  }

  @Test("without an edge association what arrives takes local routes, past every endpoint")
  func missingEdgeTable() throws {
    var topology = Catagram.topology()
    topology.vpcs[0].internetGateway?.routeTable = nil
    let lowered = Lowering.lower(topology)
    let router = try #require(lowered.state.namespaces.values.first { $0.resource == "app" })
    let rule = try #require(
      router.rules.first { $0.inputLink?.rawValue == "igw" && $0.family == .ipv4 })
    guard case .lookup(let table) = rule.action else {
      Issue.record("the rule looks no table up")
      return
    }
    let alb = router.routes.filter {
      $0.table == table && $0.destination == Catagram.prefix("10.0.1.0/24")
    }
    #expect(alb.map(\.action) == [.link(LinkName(rawValue: "s-alb-a"))])
  }

  @Test("only subnets that carry GENEVE have room for its headers")
  func mtu() throws {
    #expect(try namespace("app").links.values.allSatisfy { $0.mtu == 1500 })
    let security = try namespace("security").links.values
    #expect(security.allSatisfy { $0.mtu == 1568 })
    #expect(
      try namespace("security/appliance_group/firewalls[0]").links.values.allSatisfy {
        $0.mtu == 1568
      })
  }

  @Test("adding a subnet elsewhere renumbers nothing that was there")
  func numbersAreStable() throws {
    var topology = Catagram.topology()
    topology.subnets.append(
      Subnet(
        id: ID(8), vpc: ID(0), name: "aaa", zone: ID(0), ipv4: Catagram.prefix("10.0.99.0/24"),
        ipv6: nil, routeTable: ID(5), usesMainRouteTable: false, hosts: true,
        source: Catagram.line(99), associationSource: Catagram.line(99)))
    topology.vpcs[0].subnets.append(ID(8))
    let grown = Lowering.lower(topology).state
    for (name, namespace) in host.namespaces {
      let after = try #require(grown.namespaces[name])
      for (link, state) in namespace.links { #expect(after.links[link] == state) }
      #expect(namespace.rules.subtracting(after.rules).isEmpty)
      #expect(namespace.routes.subtracting(after.routes).isEmpty)
    }
  }

  @Test("every kernel object that a line made says which line")
  func origins() throws {
    let router = try #require(
      host.namespaces.first { $0.value.resource == "app" }
    ).key
    let route = try #require(
      host.namespaces[router]?.routes.first {
        if case .via(_, LinkName(rawValue: "e-inspect-b"), _) = $0.action {
          return $0.destination.isDefault && $0.table < 100_000
        }
        return false
      })
    let origin = lowered.origins[
      HostObjectID(
        router,
        .route(table: route.table, destination: route.destination, metric: route.metric))]
    #expect(
      origin == Origin(resource: "app/route_table/alb-b[0.0.0.0/0]", place: "topology.yaml:23:1"))
  }

  @Test("a built-in appliance that would be probed by HTTPS is refused, at its line")
  func httpsProbesOfBuiltInAppliances() {
    var topology = Catagram.topology()
    topology.applianceGroups[0].healthCheck.protocol = .https
    let diagnostics = Lowering.lower(topology).diagnostics
    #expect(diagnostics.map(\.id) == [.notProvisioned])
    #expect(diagnostics.first?.range == topology.applianceGroups[0].source)
  }

  @Test("what cannot be built is refused by name, never left out")
  func refusals() {
    var topology = Catagram.topology()
    topology.vpcs[0].egressOnlyInternetGateway = Catagram.line(70)
    topology.instances[0].workload = .container("web")
    topology.loadBalancers[0].listeners[0].protocol = .https
    let diagnostics = Lowering.lower(topology).diagnostics
    #expect(diagnostics.map(\.id) == [.notProvisioned, .notProvisioned, .notProvisioned])
    #expect(diagnostics.allSatisfy { $0.severity == .error })
  }
}
