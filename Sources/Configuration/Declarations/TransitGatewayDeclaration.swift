/// One of `transit_gateways`.
package struct TransitGatewayDeclaration: Construct {
  package var attachments = NamedMap<TransitGatewayAttachmentDeclaration>()
  package var routeTables = NamedMap<TransitGatewayRouteTableDeclaration>()

  package init() {}

  package static let noun = "a transit gateway"
  package static let documentation =
    "A transit gateway: VPC attachments and route tables of its own; there is no default table."
  package static let fields: [Field<Self>] = [
    Field(
      "attachments", \.attachments, .named(TransitGatewayAttachmentDeclaration.self),
      "The VPC attachments by name; its tables use them as `attachment/NAME`."),
    Field(
      "route_tables", \.routeTables, .named(TransitGatewayRouteTableDeclaration.self),
      "The route tables by name."),
  ]
}
