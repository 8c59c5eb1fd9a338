package import Topology

/// What a location looks a destination up in.
package enum Table: Hashable, Sendable {
  case routeTable(ID<RouteTable>)
  case transitGateway(ID<TransitGatewayRouteTable>)
  /// A VPC's local routes alone: a gateway without an edge association, or a peering.
  case local(ID<VPC>)
}
