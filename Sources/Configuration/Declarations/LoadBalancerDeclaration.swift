package import IPAddressing

/// One of `load_balancers`.
package struct LoadBalancerDeclaration: Construct {
  package var subnets: Located<[Located<String>]>?
  package var publicAddresses: Located<NamedMap<Located<IPAddress>?>>?
  package var listeners: Located<[Located<ListenerDeclaration>]>?

  package init() {}

  package static let noun = "a load balancer"
  package static let documentation =
    "An application load balancer: one node a subnet. Without `public_addresses` it is internal."
  package static let fields: [Field<Self>] = [
    Field(
      "subnets", \.subnets, .list(of: .reference("the name of a subnet")), isRequired: true,
      "Where its nodes stand, one subnet a zone."),
    Field(
      "public_addresses", \.publicAddresses, .named(.address(.ipv4)),
      "The public address of each node: `{ SUBNET: ADDRESS, … }`."),
    Field(
      "listeners", \.listeners, .list(of: .construct(ListenerDeclaration.self)), isRequired: true,
      "The ports that it listens on."),
  ]
}
