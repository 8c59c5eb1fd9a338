package import IPAddressing

/// `internet`.
package struct InternetDeclaration: Construct {
  package var cidr = Defaulted(Prefix(IPAddress(ipv4: 0xc633_6400), length: 24))
  package var ipv6CIDR = Defaulted(
    Prefix(IPAddress(.ipv6, bits: 0x2001_0db8_ffff_ffff << 64), length: 64))
  package var hosts = NamedMap<InternetHostDeclaration>()

  package init() {}

  package static let noun = "an internet"
  package static let documentation =
    "The lab's own internet, with hosts that stand for clients and servers outside every VPC."
  package static let fields: [Field<Self>] = [
    Field("cidr", \.cidr, .cidr(.ipv4), "Where the hosts have their IPv4 addresses."),
    Field("ipv6_cidr", \.ipv6CIDR, .cidr(.ipv6), "Where the hosts have their IPv6 addresses."),
    Field(
      "hosts", \.hosts, .named(InternetHostDeclaration.self),
      "The hosts by name: `internet/NAME`."),
  ]
}
