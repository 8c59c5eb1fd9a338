/// One of `peerings`.
package struct PeeringDeclaration: Construct {
  package var between: Located<[Located<String>]>?

  package init() {}

  package static let noun = "a peering"
  package static let documentation = "A VPC peering connection; it is not transitive."
  package static let fields: [Field<Self>] = [
    Field(
      "between", \.between, .pair(of: .reference("the name of a VPC")), isRequired: true,
      "The two VPCs.")
  ]
}
