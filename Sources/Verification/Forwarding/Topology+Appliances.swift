import Topology

extension Topology {
  /// Whether some appliance gets what an endpoint sends: without cross-zone load balancing, one of
  /// the endpoint's own zone.
  func hasAppliance(for endpoint: ID<GWLBEndpoint>) -> Bool {
    let balancer = self[self[endpoint].service]
    if balancer.crossZone { return true }
    let group = self[balancer.applianceGroup]
    // Members stand round-robin over the zones: who scales may come down to the fewest.
    let least = group.scaling == nil ? group.members.count : max(group.size.min, 1)
    let zone = self[self[endpoint].subnet].zone
    return group.members.prefix(least).contains { self[$0.subnet].zone == zone }
  }

  /// The topology as it would be if nothing kept packets from where its routes lead: every endpoint
  /// with an appliance, and of two prefix lists' routes the one that is followed.
  var unhindered: Topology {
    var topology = self
    for index in topology.gatewayLoadBalancers.indices {
      topology.gatewayLoadBalancers[index].crossZone = true
    }
    for table in topology.routeTables.indices {
      for route in topology.routeTables[table].routes.indices
      where topology.routeTables[table].routes[route].isOfPrefixList {
        topology.routeTables[table].routes[route].origin = .static
      }
    }
    for table in topology.transitGatewayRouteTables.indices {
      for route in topology.transitGatewayRouteTables[table].routes.indices
      where topology.transitGatewayRouteTables[table].routes[route].isOfPrefixList {
        topology.transitGatewayRouteTables[table].routes[route].origin = .static
      }
    }
    return topology
  }
}

extension Route {
  fileprivate var isOfPrefixList: Bool { if case .prefixList = origin { true } else { false } }
}

extension TransitGatewayRouteTable.Route {
  fileprivate var isOfPrefixList: Bool { if case .prefixList = origin { true } else { false } }
}
