import Topology

/// One key of a declaration other than its routes, and the value that it should have.
enum Setting: Hashable, Sendable {
  /// A written table becomes a gateway's edge table.
  case associateEdge(ID<VPC>, Gateway, ID<RouteTable>)
  case switchOnApplianceMode(ID<TransitGatewayAttachment>)
  /// It gets a subnet more, of another zone.
  case stand(ID<TransitGatewayAttachment>, in: ID<Subnet>)
  case associate(ID<TransitGatewayAttachment>, ID<TransitGatewayRouteTable>)
  /// Its CIDRs are no longer propagated to the table.
  case withdraw(ID<TransitGatewayAttachment>, from: ID<TransitGatewayRouteTable>)
  case switchOffSourceDestinationCheck(ID<Instance>)
  case removePublicAddress(ID<Instance>)
  case switchOnCrossZone(ID<GatewayLoadBalancer>)
  case stickToFiveTuple(ID<ApplianceGroup>)
  case removeIdleTimeout(ID<GatewayLoadBalancer>)
}
