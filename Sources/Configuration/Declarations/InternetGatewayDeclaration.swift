/// `internet_gateway`.
package struct InternetGatewayDeclaration: Construct {
  package var routeTable: Located<String>?

  package init() {}

  package static let noun = "an internet gateway"
  package static let documentation = "The internet gateway of a VPC."
  package static let fields: [Field<Self>] = [
    Field(
      "route_table", \.routeTable, .reference("the name of a route table"),
      "The edge association: the table that packets arriving from the internet take.")
  ]
}
