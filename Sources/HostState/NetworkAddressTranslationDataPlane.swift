package import IPAddressing

/// An internet gateway's stateless 1:1 NAT: programs on ingress and egress of its outer link, which
/// refuse what comes from the internet with a source of the VPC, and what goes there without one.
package struct NetworkAddressTranslationDataPlane: Hashable, Sendable {
  /// What its maps hold: MOST_ADDRESSES of nat.c.
  package static let mostAddresses = 16384

  package var link: LinkName
  package var linkIndex: Int32
  /// Public IPv4 address to private IPv4 address, one to one.
  package var publicToPrivate: [IPAddress: IPAddress]

  /// The VPC's own, of both families.
  package var vpcCIDRs: Set<Prefix>

  package init(
    link: LinkName, linkIndex: Int32, publicToPrivate: [IPAddress: IPAddress],
    vpcCIDRs: Set<Prefix>
  ) {
    self.link = link
    self.linkIndex = linkIndex
    self.publicToPrivate = publicToPrivate
    self.vpcCIDRs = vpcCIDRs
  }
}
