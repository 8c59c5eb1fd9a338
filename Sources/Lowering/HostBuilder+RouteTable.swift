import HostState
import IPAddressing
import Topology

extension HostBuilder {
  /// The kernel's number of a route table: stable when other tables come and go.
  mutating func kernelTable(_ id: ID<RouteTable>) -> UInt32 {
    kernelTable(named: topology.address(id), in: router(topology[id].vpc))
  }

  /// The table with nothing but a VPC's own routes: what a gateway without an edge association and a
  /// peering connection deliver by.
  mutating func localTable(_ vpc: ID<VPC>) -> UInt32 {
    kernelTable(named: "local", in: router(vpc))
  }

  /// Fills a route table's kernel table, complete and closed: every destination is decided by it.
  mutating func lowerRouteTable(_ table: RouteTable) {
    fill(kernelTable(table.id), from: table)
  }

  /// The kernel table by which an endpoint's packets go on: its subnet's, and where that leads some of
  /// the subnet's own addresses elsewhere, another, in which they are local.
  ///
  /// Packets within a subnet reach no router, on AWS as here; an endpoint's only come to one because
  /// the router is where endpoints are.
  mutating func endpointTable(_ subnet: Subnet) -> UInt32 {
    var table = topology[subnet.routeTable]
    let (cidrs, own) = (topology[subnet.vpc].cidrs, subnet.cidrs)
    let isDiverted = table.routes.contains { route in
      route.target != .local && cidrs.contains { $0.contains(route.destination) }
        && own.contains { $0.overlaps(route.destination) }
    }
    guard isDiverted else { return kernelTable(table.id) }
    let number = kernelTable(named: topology.address(subnet.id), in: router(subnet.vpc))
    if ownTables.insert(subnet.id).inserted {
      table.routes.removeAll { route in own.contains { $0.contains(route.destination) } }
      table.routes += own.map {
        Route(destination: $0, target: .local, origin: .local, source: subnet.source)
      }
      fill(number, from: table)
    }
    return number
  }

  private mutating func fill(_ number: UInt32, from table: RouteTable) {
    let resource = topology.address(table.id)
    let router = router(table.vpc)
    var chosen: [Prefix: Route] = [:]
    for route in table.routes where route.origin != .local {
      if let other = chosen[route.destination], other.origin.rank <= route.origin.rank { continue }
      chosen[route.destination] = route
    }
    for route in table.routes where route.origin == .local {
      addLocalRoutes(
        of: table.vpc, within: route.destination, table: number, except: Set(chosen.keys),
        resource: "\(resource)[\(route.destination)]")
    }
    for route in chosen.values.sorted(by: { $0.destination < $1.destination }) {
      let state = RouteState(
        table: number, destination: route.destination,
        action: action(of: route.target, for: route.destination, in: table))
      addRoute(
        router, state, resource: topology.address(route, in: table.id), source: route.source)
    }
    addLastResort(router, table: number, resource: resource)
  }

  /// A VPC's own routes inside one of its CIDRs: each subnet, and nothing else.
  mutating func addLocalRoutes(
    of vpc: ID<VPC>, within cidr: Prefix, table: UInt32, except replaced: Set<Prefix> = [],
    resource: String
  ) {
    let router = router(vpc)
    let source = topology[vpc].source
    for id in topology[vpc].subnets {
      for prefix in topology[id].cidrs where cidr.contains(prefix) && !replaced.contains(prefix) {
        addRoute(
          router,
          RouteState(
            table: table, destination: prefix, action: .link(segment(id).routerLink)),
          resource: resource, source: source)
        for group in contents.externalGroups[vpc] ?? [] {
          for member in group.members where member.subnet == id && prefix.contains(member.address) {
            let host = Prefix(host: member.address)
            guard !replaced.contains(host) else { continue }
            addRoute(
              router,
              RouteState(table: table, destination: host, action: .link(link(to: group))),
              resource: topology.address(group.id), source: group.source)
          }
        }
      }
    }
    let isOneSubnet = topology[vpc].subnets.contains { topology[$0].cidrs.contains(cidr) }
    guard !isOneSubnet, !replaced.contains(cidr) else { return }
    addRoute(
      router, RouteState(table: table, destination: cidr, action: .blackhole),
      resource: resource, source: source)
  }

  /// What a table says nothing about is dropped there; no later rule is asked.
  mutating func addLastResort(_ router: NamespaceName, table: UInt32, resource: String) {
    for family in AddressFamily.allCases {
      addRoute(
        router,
        RouteState(
          table: table, destination: HostConstants.defaultRoute(family),
          metric: HostConstants.lastResortMetric, action: .blackhole),
        resource: resource, source: nil)
    }
  }

  private func action(
    of target: RouteTarget, for destination: Prefix, in table: RouteTable
  ) -> RouteState.Action {
    let peer = HostConstants.peer(destination.family)
    switch target {
    case .internetGateway:
      return .via(peer, Self.internetGatewayLink, onLink: true)
    case .gwlbEndpoint(let id):
      return .via(peer, routerLink(topology[id]), onLink: true)
    case .peering(let id):
      return .via(peer, link(topology[id], in: router(table.vpc)), onLink: true)
    case .natGateway(let id):
      let gateway = topology[id]
      return .via(gateway.privateAddress, segment(gateway.subnet).routerLink, onLink: false)
    case .instance(let id):
      let instance = topology[id]
      // An internet gateway sends IPv4 only to what has a public address (AWS, "Gateway route tables").
      let isEdge = topology[table.vpc].internetGateway?.routeTable == table.id
      if isEdge, destination.family == .ipv4, instance.publicAddress == nil { return .blackhole }
      guard let address = destination.family == .ipv4 ? instance.ipv4 : instance.ipv6 else {
        return .blackhole
      }
      // The kernel seeks an IPv6 gateway in the route's own table, where the subnet may come later.
      return .via(address, segment(instance.subnet).routerLink, onLink: !address.isIPv4)
    case .local, .blackhole, .egressOnlyInternetGateway, .virtualPrivateGateway, .transitGateway:
      return .blackhole
    }
  }
}

extension RouteOrigin {
  /// On a tie of prefixes, lower wins.
  fileprivate var rank: Int {
    switch self {
    case .local: 0
    case .static: 1
    case .prefixList: 2
    case .propagated: 3
    }
  }
}
