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

  /// The table whose routes it changes, where it changes nothing else.
  var table: Table? {
    switch self {
    case .addRoute(let table, _, _), .removeRoute(let table, _, _),
      .retargetRoute(let table, _, from: _, to: _):
      table
    case .useOwnZone(let table, _, from: _, endpoint: _): .routeTable(table)
    case .addEdgeRoute, .associateEdge, .switchOnApplianceMode, .associate,
      .switchOffSourceDestinationCheck, .switchOnCrossZone, .stickToFiveTuple, .removeIdleTimeout:
      nil
    }
  }
}
