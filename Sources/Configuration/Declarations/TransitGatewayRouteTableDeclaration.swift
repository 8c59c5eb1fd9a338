/// One of a transit gateway's `route_tables`.
package struct TransitGatewayRouteTableDeclaration: Construct {
  package var routes = RouteList()

  package init() {}

  package static let noun = "a transit gateway's route table"
  package static let documentation = "A route table of a transit gateway."
  package static let fields: [Field<Self>] = [
    Field(
      "routes", \.routes, .transitGatewayRoutes,
      example: "routes: { 0.0.0.0/0: attachment/NAME }",
      "Destinations and their targets: `attachment/NAME` or `blackhole`.")
  ]
}
