/// `egress_only_internet_gateway`.
package struct EgressOnlyInternetGatewayDeclaration: Construct {
  package init() {}

  package static let noun = "an egress-only internet gateway"
  package static let documentation = "The egress-only internet gateway of a VPC; it has no keys."
  package static let fields: [Field<Self>] = []
}
