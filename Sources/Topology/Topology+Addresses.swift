/// Resource addresses: what plans, findings, JSON and the command line call a thing.
extension Topology {
  package func address(_ id: ID<InternetHost>) -> String { "internet/\(self[id].name)" }
  package func address(_ id: ID<VPC>) -> String { self[id].name }
  package func address(_ id: ID<Subnet>) -> String {
    "\(self[self[id].vpc].name)/subnet/\(self[id].name)"
  }
  package func address(_ id: ID<RouteTable>) -> String {
    "\(self[self[id].vpc].name)/route_table/\(self[id].name)"
  }
  package func address(_ id: ID<NATGateway>) -> String {
    "\(self[self[id].vpc].name)/nat_gateway/\(self[id].name)"
  }
  package func address(_ id: ID<GWLBEndpoint>) -> String {
    "\(self[self[id].vpc].name)/gwlb_endpoint/\(self[id].name)"
  }
  package func address(_ id: ID<GatewayLoadBalancer>) -> String {
    "\(self[self[id].vpc].name)/gateway_load_balancer/\(self[id].name)"
  }
  package func address(_ id: ID<ApplianceGroup>) -> String {
    "\(self[self[id].vpc].name)/appliance_group/\(self[id].name)"
  }
  package func address(_ id: ID<LoadBalancer>) -> String {
    "\(self[self[id].vpc].name)/load_balancer/\(self[id].name)"
  }
  package func address(_ id: ID<TargetGroup>) -> String {
    "\(self[self[id].vpc].name)/target_group/\(self[id].name)"
  }
  package func address(_ id: ID<Instance>) -> String {
    "\(self[self[id].vpc].name)/instance/\(self[id].name)"
  }
  package func address(_ id: ID<Peering>) -> String { "peering/\(self[id].name)" }
  package func address(_ id: ID<TransitGateway>) -> String { "transit_gateway/\(self[id].name)" }
  package func address(_ id: ID<TransitGatewayAttachment>) -> String {
    "\(address(self[id].transitGateway))/attachment/\(self[id].name)"
  }
  package func address(_ id: ID<TransitGatewayRouteTable>) -> String {
    "\(address(self[id].transitGateway))/route_table/\(self[id].name)"
  }

  /// A route of a VPC's table, such as `app/route_table/alb-a[0.0.0.0/0]`.
  package func address(_ route: Route, in table: ID<RouteTable>) -> String {
    "\(address(table))[\(route.destination)]"
  }
}
