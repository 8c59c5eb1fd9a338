import IPAddressing
import Topology

/// One change of a topology that a person could make in its file.
enum Edit: Hashable, Sendable {
  case addRoute(Table, Prefix, NextHop)
  case removeRoute(Table, Prefix, NextHop)
  case retargetRoute(Table, Prefix, from: NextHop, to: NextHop)
  /// One table a zone, each with its own zone's endpoint of this name: `NAME@zone`. Replaces the
  /// route's target, or adds the route when it has none yet.
  case useOwnZone(ID<RouteTable>, Prefix, from: NextHop?, endpoint: String)
  /// Into a gateway's edge table, which is made and associated when there is none.
  case addEdgeRoute(ID<VPC>, Gateway, Prefix, NextHop)
  /// A written table becomes a gateway's edge table.
  case associateEdge(ID<VPC>, Gateway, ID<RouteTable>)
  case switchOnApplianceMode(ID<TransitGatewayAttachment>)
  case associate(ID<TransitGatewayAttachment>, ID<TransitGatewayRouteTable>)
  case switchOffSourceDestinationCheck(ID<Instance>)
  case switchOnCrossZone(ID<GatewayLoadBalancer>)
  case stickToFiveTuple(ID<ApplianceGroup>)
  case removeIdleTimeout(ID<GatewayLoadBalancer>)
}
