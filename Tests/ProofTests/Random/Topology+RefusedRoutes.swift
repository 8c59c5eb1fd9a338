import IPAddressing
import Topology

/// What `Resolver+RouteRules` refuses: random networks are such as a file can say.
extension Topology {
  /// Without the routes that AWS would not make.
  func withoutRefusedRoutes() -> Topology {
    var result = self
    for (index, table) in routeTables.enumerated() {
      let vpc = self[table.vpc]
      var routes = table.routes.filter { isAllowed($0, in: table.id, of: vpc) }
      let source = table.source
      routes += vpc.cidrs.filter { cidr in !routes.contains { $0.destination == cidr } }
        .map { Route(destination: $0, target: .local, origin: .local, source: source) }
      result.routeTables[index].routes = routes
    }
    return result
  }

  private func isAllowed(_ route: Route, in table: ID<RouteTable>, of vpc: VPC) -> Bool {
    let (destination, target) = (route.destination, route.target)
    let isIPv4 = destination.family == .ipv4
    if target == .egressOnlyInternetGateway, isIPv4 { return false }
    if case .natGateway = target, !isIPv4 { return false }
    let isVPC = vpc.cidrs.contains(destination)
    let isSubnet = vpc.subnets.contains { self[$0].cidrs.contains(destination) }
    let isEdge =
      vpc.internetGateway?.routeTable == table || vpc.virtualPrivateGateway?.routeTable == table
    if isEdge, !isVPC, !isSubnet { return false }
    guard vpc.cidrs.contains(where: { $0.contains(destination) }) else { return target != .local }
    switch target {
    case .gwlbEndpoint, .instance: return isVPC || isSubnet
    case .local: return isVPC
    case .natGateway: return !isEdge && (isVPC || isSubnet)
    case .blackhole: return !isEdge && !isVPC && isSubnet
    default: return false
    }
  }
}
