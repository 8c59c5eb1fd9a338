package import IPAddressing

/// One of `instances`.
package struct InstanceDeclaration: Construct {
  package var subnet: Located<String>?
  package var address: Located<IPAddress>?
  package var ipv6Address: Located<IPAddress>?
  package var publicAddress: Located<IPAddress>?
  package var sourceDestCheck = Defaulted(true)
  package var process: Located<[Located<String>]>?
  package var namespace: Located<String>?
  package var container: Located<String>?
  package var interface: Located<String>?

  package init() {}

  package static let noun = "an instance"
  package static let documentation =
    "An instance with one interface; in a zonal subnet one a zone, named `NAME-ZONE`. It is a "
    + "namespace of its own unless an existing one, a container or an interface is attached."
  package static let fields: [Field<Self>] = [
    Field(
      "subnet", \.subnet, .reference("the name of a subnet"), isRequired: true, "Where it stands."),
    Field(
      "address", \.address, .address(.ipv4),
      "Its IPv4 address; the next free one of the subnet unless given."),
    Field(
      "ipv6_address", \.ipv6Address, .address(.ipv6),
      "Its IPv6 address; the next free one of the subnet unless given."),
    Field(
      "public_address", \.publicAddress, .address(.ipv4),
      "The address that the internet gateway maps to it, one to one."),
    Field(
      "source_dest_check", \.sourceDestCheck, .boolean,
      "Whether packets that are neither from nor to it are dropped; false for a route's target."),
    Field(
      "process", \.process, .list(of: .word("an argument")),
      "The program that runs in it, and its arguments."),
    Field(
      "namespace", \.namespace, .word("the path of a network namespace"),
      "An existing network namespace instead of a new one, such as `/proc/1234/ns/net`."),
    Field(
      "container", \.container, .word("the name of a container"),
      "An existing container instead of a new namespace."),
    Field(
      "interface", \.interface, .word("the name of a host interface"),
      "A host interface instead of a new namespace: a NIC, or a virtual machine's tap."),
  ]
  package static let rules: [KeyRule] = [
    .atMostOne(["process", "namespace", "container", "interface"])
  ]
  package static let keysOfOthers = [
    "public_addresses":
      "write `public_address: ADDRESS`; in a zonal subnet declare each instance by itself, as in "
      + "`web-a: { subnet: web-a, public_address: ADDRESS }`"
  ]
}
