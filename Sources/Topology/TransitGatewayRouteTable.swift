package import Diagnostics
package import IPAddressing

/// A transit gateway's route table, propagated routes included.
package struct TransitGatewayRouteTable: Sendable {
  package enum Target: Hashable, Sendable {
    case attachment(ID<TransitGatewayAttachment>)
    case blackhole
  }

  package struct Route: Sendable {
    package var destination: Prefix
    package var target: Target
    package var origin: RouteOrigin
    package var source: SourceRange

    package init(
      destination: Prefix, target: Target, origin: RouteOrigin, source: SourceRange
    ) {
      self.destination = destination
      self.target = target
      self.origin = origin
      self.source = source
    }
  }

  package var id: ID<TransitGatewayRouteTable>
  package var transitGateway: ID<TransitGateway>
  package var name: String
  package var routes: [Route]
  package var source: SourceRange

  package init(
    id: ID<TransitGatewayRouteTable>, transitGateway: ID<TransitGateway>, name: String,
    routes: [Route], source: SourceRange
  ) {
    self.id = id
    self.transitGateway = transitGateway
    self.name = name
    self.routes = routes
    self.source = source
  }
}
