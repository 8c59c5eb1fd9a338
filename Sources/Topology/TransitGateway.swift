package import Diagnostics

/// A transit gateway: attachments and route tables of its own, no default table.
package struct TransitGateway: Sendable {
  package var id: ID<TransitGateway>
  package var name: String
  package var attachments: [ID<TransitGatewayAttachment>]
  package var routeTables: [ID<TransitGatewayRouteTable>]
  package var source: SourceRange

  package init(
    id: ID<TransitGateway>, name: String, attachments: [ID<TransitGatewayAttachment>] = [],
    routeTables: [ID<TransitGatewayRouteTable>] = [], source: SourceRange
  ) {
    self.id = id
    self.name = name
    self.attachments = attachments
    self.routeTables = routeTables
    self.source = source
  }
}
