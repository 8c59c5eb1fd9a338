package import Diagnostics

/// A VPC attachment: one subnet a zone.
package struct TransitGatewayAttachment: Sendable {
  package var id: ID<TransitGatewayAttachment>
  package var transitGateway: ID<TransitGateway>
  package var name: String
  package var vpc: ID<VPC>
  package var subnets: [ID<Subnet>]
  /// The table that packets from this attachment are routed by.
  package var routeTable: ID<TransitGatewayRouteTable>
  package var propagateTo: [ID<TransitGatewayRouteTable>]
  package var applianceMode: Bool
  package var applianceModeSource: SourceRange?
  package var source: SourceRange

  package init(
    id: ID<TransitGatewayAttachment>, transitGateway: ID<TransitGateway>, name: String,
    vpc: ID<VPC>, subnets: [ID<Subnet>], routeTable: ID<TransitGatewayRouteTable>,
    propagateTo: [ID<TransitGatewayRouteTable>], applianceMode: Bool,
    applianceModeSource: SourceRange?, source: SourceRange
  ) {
    self.id = id
    self.transitGateway = transitGateway
    self.name = name
    self.vpc = vpc
    self.subnets = subnets
    self.routeTable = routeTable
    self.propagateTo = propagateTo
    self.applianceMode = applianceMode
    self.applianceModeSource = applianceModeSource
    self.source = source
  }
}
