package import IPAddressing

/// AWS's source check at the ports of a router's bridges: what an instance or an appliance sends has
/// its own addresses.
package struct SourceCheckDataPlane: Hashable, Sendable, Codable {
  /// The bridge's port of one host.
  package struct Port: Hashable, Sendable, Codable {
    package var link: LinkName
    package var linkIndex: Int32
    /// The host's, at the other end of the veth.
    package var macAddress: MACAddress
    /// At most one a family.
    package var addresses: [IPAddress]
    /// False with `source_dest_check: false`: only the Ethernet address is checked.
    package var checksAddresses: Bool

    private enum CodingKeys: String, CodingKey {
      case link, addresses
      case linkIndex = "link_index"
      case macAddress = "mac_address"
      case checksAddresses = "checks_addresses"
    }

    package init(
      link: LinkName, linkIndex: Int32, macAddress: MACAddress, addresses: [IPAddress],
      checksAddresses: Bool
    ) {
      self.link = link
      self.linkIndex = linkIndex
      self.macAddress = macAddress
      self.addresses = addresses
      self.checksAddresses = checksAddresses
    }
  }

  /// The mark of what passes; larger than every link's index.
  package static let mark: UInt32 = 0x7f00_0001

  /// In the order of their indexes.
  package var ports: [Port]

  package init(ports: [Port]) { self.ports = ports }
}
