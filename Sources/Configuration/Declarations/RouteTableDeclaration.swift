/// One of a VPC's `route_tables`.
package struct RouteTableDeclaration: Construct {
  package var routes = RouteList()

  package init() {}

  package static let noun = "a route table"
  package static let documentation =
    "A route table of subnets, or of a gateway (edge association). A table with a `…@zone` target is "
    + "one table a zone. The VPC's local routes always exist."
  package static let fields: [Field<Self>] = [
    Field(
      "routes", \.routes, .routes, example: "routes: { 0.0.0.0/0: internet_gateway }",
      "Destinations (a CIDR, `subnet/NAME` or `prefix_list/NAME`) and their targets. The longest "
        + "prefix wins; on a tie static beats prefix list beats propagated.")
  ]
}
