package import IPAddressing

/// One of `nat_gateways`.
package struct NATGatewayDeclaration: Construct {
  package var subnet: Located<String>?
  package var publicAddress: Located<IPAddress>?
  package var publicAddresses: Located<NamedMap<Located<IPAddress>?>>?

  package init() {}

  package static let noun = "a NAT gateway"
  package static let documentation =
    "A NAT gateway; in a zonal subnet one a zone, named `NAME-ZONE`."
  package static let fields: [Field<Self>] = [
    Field(
      "subnet", \.subnet, .reference("the name of a subnet"), isRequired: true, "Where it stands."),
    Field(
      "public_address", \.publicAddress, .address(.ipv4), example: "public_address: 203.0.113.1",
      "The address that it gives to what leaves by it."),
    Field(
      "public_addresses", \.publicAddresses, .named(.address(.ipv4)),
      "The same in a zonal subnet: `{ SUBNET: ADDRESS, … }`."),
  ]
  package static let rules: [KeyRule] = [.exactlyOne(["public_address", "public_addresses"])]
}
