package import IPAddressing

/// `virtual_private_gateway`.
package struct VirtualPrivateGatewayDeclaration: Construct {
  package var routeTable: Located<String>?
  package var onPremises: Located<[Located<Prefix>]>?

  package init() {}

  package static let noun = "a virtual private gateway"
  package static let documentation = "The virtual private gateway of a VPC."
  package static let fields: [Field<Self>] = [
    Field(
      "route_table", \.routeTable, .reference("the name of a route table"),
      "The edge association: the table that packets arriving from on-premises take."),
    Field(
      "on_premises", \.onPremises, .list(of: .cidr()), isRequired: true,
      "The networks behind it."),
  ]
}
