import HostState
import IPAddressing

/// A broadcast domain behind a router: an address-less bridge, and a veth pair that leads from it
/// to the router's interface.
///
/// A router that transmitted through the bridge device itself would segment every decapsulated
/// super-packet in software, since the bridge's own offload features are almost empty.
struct Segment {
  var router: NamespaceName
  /// A subnet's name, or `hosts` on the internet.
  var name: String
  var resource: String
  /// At most one a family.
  var cidrs: [Prefix]
  var mtu: Int
  var names: LinkNames

  var routerLink: LinkName { link(.subnet) }
  var bridge: LinkName { link(.bridge) }
  var uplink: LinkName { link(.uplink) }

  private func link(_ kind: LinkKind) -> LinkName {
    names.link(kind, name, of: resource, in: router)
  }

  func cidr(_ family: AddressFamily) -> Prefix? { cidrs.first { $0.family == family } }

  /// The router's address: the first after the network address.
  func routerAddress(_ family: AddressFamily) -> IPAddress? {
    cidr(family)?.first.advanced(by: 1)
  }
}
