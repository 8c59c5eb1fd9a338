import Diagnostics
import HostState
import IPAddressing
import Topology

extension Topology {
  /// The network that a host's routers make of this one's parts: its route tables are what the kernel's
  /// rules and tables decide in that state, for IPv4, link by link.
  ///
  /// An endpoint's subnet has the table of what the endpoint sends back: nothing else is in it.
  func lifted(from state: HostState) -> Topology {
    var lifted = self
    lifted.routeTables = []
    for index in lifted.vpcs.indices { lifted.vpcs[index].routeTables = [] }
    func add(_ vpc: ID<VPC>, _ link: String) -> ID<RouteTable> {
      let id = ID<RouteTable>(lifted.routeTables.count)
      let router = state.namespaces[NamespaceName(rawValue: "bw.\(name).\(self[vpc].name)")]
      let decided = router?.decided(LinkName(rawValue: link)) ?? [:]
      let source = self[vpc].source
      lifted.routeTables.append(
        RouteTable(
          id: id, vpc: vpc, name: "\(link)-\(id.index)",
          routes: decided.sorted { $0.key < $1.key }.map { prefix, action in
            Route(
              destination: prefix, target: target(of: action, in: vpc), origin: .static,
              source: source)
          }, source: source))
      lifted.vpcs[vpc.index].routeTables.append(id)
      return id
    }
    for subnet in subnets {
      let endpoint = gwlbEndpoints.first { $0.subnet == subnet.id }
      let link = endpoint.map { "e-\($0.name)" } ?? "s-\(subnet.name)"
      let table = add(subnet.vpc, link)
      lifted.subnets[subnet.id.index].routeTable = table
    }
    for vpc in vpcs where vpc.internetGateway != nil {
      let table = add(vpc.id, "igw")
      lifted.vpcs[vpc.id.index].internetGateway?.routeTable = table
    }
    for vpc in lifted.vpcs {
      lifted.vpcs[vpc.id.index].mainRouteTable = vpc.routeTables.first ?? vpc.mainRouteTable
    }
    return lifted
  }

  private func target(of action: RouteState.Action, in vpc: ID<VPC>) -> RouteTarget {
    switch action {
    case .link: return .local
    case .via(_, let link, _):
      let name = link.rawValue.dropFirst(2)
      if link.rawValue == "igw" { return .internetGateway }
      if let endpoint = gwlbEndpoints.first(where: {
        self[$0.subnet].vpc == vpc && "e-\($0.name)" == link.rawValue
      }) {
        return .gwlbEndpoint(endpoint.id)
      }
      return peerings.first { $0.name == name }.map { .peering($0.id) } ?? .blackhole
    case .blackhole, .foreign: return .blackhole
    }
  }
}

extension NamespaceState {
  /// What becomes of IPv4 packets that arrive on a link, by the longest prefix.
  fileprivate func decided(_ link: LinkName) -> [Prefix: RouteState.Action] {
    var decided: [Prefix: RouteState.Action] = [:]
    var least: UInt32 = 0
    for rule in rules.sorted() where rule.family == .ipv4 && rule.preference >= least {
      let matches = rule.inputLink.map { ($0 == link) != rule.isInverted } ?? true
      guard matches, rule.mark == nil, rule.source == nil else { continue }
      switch rule.action {
      case .goTo(let preference): least = preference
      case .foreign: continue
      case .blackhole:
        if decided[.defaultIPv4] == nil { decided[.defaultIPv4] = .blackhole }
        return decided
      case .lookup(let table):
        // What an earlier table decides, a later one is not asked.
        let earlier = Array(decided.keys)
        for route in routes.sorted(by: { $0.metric > $1.metric })
        where route.table == table && route.destination.family == .ipv4
          && !earlier.contains(where: { $0.contains(route.destination) })
        {
          decided[route.destination] = route.action
        }
      }
    }
    return decided
  }
}
