/// What a route of a VPC's table sends packets to.
package enum RouteTarget: Hashable, Sendable {
  case local
  case internetGateway
  case egressOnlyInternetGateway
  case virtualPrivateGateway
  case natGateway(ID<NATGateway>)
  case gwlbEndpoint(ID<GWLBEndpoint>)
  case instance(ID<Instance>)
  case transitGateway(ID<TransitGateway>)
  case peering(ID<Peering>)
  case blackhole
}
