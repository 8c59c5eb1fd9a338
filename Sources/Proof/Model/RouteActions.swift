import IPAddressing
import Topology

/// What routes do, beyond what their targets say: an endpoint that no appliance serves loses its
/// packets, and of two prefix lists' routes AWS picks either.
struct RouteActions: Sendable {
  /// By endpoint.
  private let isServed: [Bool]

  init(_ topology: Topology) {
    let zones = topology.gatewayLoadBalancers.map { Self.zones(of: $0, topology) }
    isServed = topology.gwlbEndpoints.map { endpoint in
      zones[endpoint.service.index].map { $0.contains(topology[endpoint.subnet].zone) } ?? true
    }
  }

  /// The zones whose endpoints a gateway load balancer has appliances for; nil for all.
  ///
  /// Members stand round-robin over the zones: who scales may come down to the fewest.
  private static func zones(of balancer: GatewayLoadBalancer, _ topology: Topology) -> Set<
    ID<Zone>
  >? {
    if balancer.crossZone { return nil }
    let group = topology[balancer.applianceGroup]
    let least = group.scaling == nil ? group.members.count : max(group.size.min, 1)
    return Set(group.members.prefix(least).map { topology[$0.subnet].zone })
  }

  func isServed(_ endpoint: ID<GWLBEndpoint>) -> Bool { isServed[endpoint.index] }

  func action(_ target: RouteTarget) -> Action {
    switch target {
    case .local: Action(.local)
    case .internetGateway: Action(.internetGateway)
    case .egressOnlyInternetGateway: Action(.egressOnlyGateway)
    case .virtualPrivateGateway: Action(.virtualPrivateGateway)
    case .natGateway(let id): Action(.natGateway, id.index)
    case .gwlbEndpoint(let id):
      Action(isServed[id.index] ? .endpoint : .unservedEndpoint, id.index)
    case .instance(let id): Action(.instance, id.index)
    case .transitGateway(let id): Action(.transitGateway, id.index)
    case .peering(let id): Action(.peering, id.index)
    case .blackhole: Action(.blackhole)
    }
  }
}

/// Routes that prefix lists make undecided.
extension RouteActions {
  /// The destinations of a table's routes where another prefix list has another target for all that
  /// the route is for.
  static func undecided<Target: Hashable>(
    _ routes: some Sequence<(destination: Prefix, origin: RouteOrigin, target: Target)>
  ) -> [Prefix] {
    var listed: [(destination: Prefix, target: Target)] = []
    for route in routes {
      if case .prefixList = route.origin { listed.append((route.destination, route.target)) }
    }
    guard let first = listed.first, listed.contains(where: { $0.target != first.target }) else {
      return []
    }
    // Prefixes are nested or apart: in their order those around the next one are still open.
    listed.sort { $0.destination < $1.destination }
    var found: [Prefix] = []
    var open: [(destination: Prefix, targets: Set<Target>)] = []
    var next = 0
    while next < listed.count {
      let destination = listed[next].destination
      let same = listed[next...].prefix { $0.destination == destination }
      while let top = open.last, !top.destination.contains(destination) { open.removeLast() }
      let targets = (open.last?.targets ?? []).union(same.map(\.target))
      if targets.count > 1 { found.append(destination) }
      open.append((destination, targets))
      next = same.endIndex
    }
    return found
  }
}

extension RouteOrigin {
  var isPrefixList: Bool { if case .prefixList = self { true } else { false } }
}
