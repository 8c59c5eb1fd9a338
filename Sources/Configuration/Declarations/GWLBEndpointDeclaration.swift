/// One of `gwlb_endpoints`.
package struct GWLBEndpointDeclaration: Construct {
  package var subnet: Located<String>?
  package var service: Located<String>?

  package init() {}

  package static let noun = "a GWLB endpoint"
  package static let documentation =
    "A Gateway Load Balancer endpoint; in a zonal subnet one a zone, named `NAME-ZONE`. What comes "
    + "back from inspection takes the route table of its subnet."
  package static let fields: [Field<Self>] = [
    Field(
      "subnet", \.subnet, .reference("the name of a subnet"), isRequired: true, "Where it stands."),
    Field(
      "service", \.service, .reference("a Gateway Load Balancer, as `VPC/NAME`"), isRequired: true,
      "The Gateway Load Balancer behind it, as `VPC/NAME`."),
  ]
}
