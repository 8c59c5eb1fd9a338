package import IPAddressing

/// One of `internet.hosts`.
package struct InternetHostDeclaration: Construct {
  package var address: Located<IPAddress>?
  package var ipv6Address: Located<IPAddress>?
  package var process: Located<[Located<String>]>?

  package init() {}

  package static let noun = "an internet host"
  package static let documentation = "A host of the lab's internet."
  package static let fields: [Field<Self>] = [
    Field(
      "address", \.address, .address(.ipv4),
      "Its IPv4 address; the next free one of `internet.cidr` unless given."),
    Field(
      "ipv6_address", \.ipv6Address, .address(.ipv6),
      "Its IPv6 address; the next free one of `internet.ipv6_cidr` unless given."),
    Field(
      "process", \.process, .list(of: .word("an argument")),
      "The program that runs in it, and its arguments."),
  ]
}
