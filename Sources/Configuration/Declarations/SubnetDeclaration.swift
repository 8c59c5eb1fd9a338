package import IPAddressing

/// One of `subnets`.
package struct SubnetDeclaration: Construct {
  package var cidr: Located<Prefix>?
  package var ipv6CIDR: Located<Prefix>?
  package var zone: Located<String>?
  package var zones: Located<NamedMap<ZoneCIDRs>>?
  package var routeTable: Located<String>?
  package var hosts: Located<Bool>?

  package init() {}

  package static let noun = "a subnet"
  package static let documentation =
    "A subnet in one zone, or with `zones` one subnet a zone, named `NAME-ZONE`. The first four "
    + "addresses and the last are reserved; `.1` is the VPC's router."
  package static let fields: [Field<Self>] = [
    Field(
      "cidr", \.cidr, .cidr(.ipv4), "Its IPv4 addresses, within the VPC's; from /16 to /28."),
    Field(
      "ipv6_cidr", \.ipv6CIDR, .cidr(.ipv6),
      "Its IPv6 addresses, within the VPC's; from /44 to /64."),
    Field("zone", \.zone, .reference("a zone"), example: "zone: a", "Its availability zone."),
    Field(
      "zones", \.zones, .zoneCIDRs, example: "zones: { a: 10.0.1.0/24, b: 10.0.2.0/24 }",
      "One subnet a zone: `{ a: 10.0.1.0/24, b: 10.0.2.0/24 }`, or with both families "
        + "`{ a: { cidr: 10.0.1.0/24, ipv6_cidr: \"2001:db8:0:1::/64\" } }`."),
    Field(
      "route_table", \.routeTable, .reference("the name of a route table"),
      "Its route table; the VPC's main one unless given."),
    Field(
      "hosts", \.hosts, .boolean,
      "Whether workloads may live there. True unless given, but false for a subnet that holds only "
        + "infrastructure: endpoints, attachments, NAT gateways, load balancer nodes, appliances."),
  ]
  package static let rules: [KeyRule] = [
    .exactlyOne(["zone", "zones"]), .excludes("zones", ["cidr", "ipv6_cidr"]),
    .atLeastOne(["cidr", "ipv6_cidr", "zones"]),
  ]
}
