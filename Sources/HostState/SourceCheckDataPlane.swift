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
    /// An appliance's: GENEVE to it from another port of the VPC is refused.
    package var isAppliance: Bool

    private enum CodingKeys: String, CodingKey {
      case link, addresses
      case linkIndex = "link_index"
      case macAddress = "mac_address"
      case checksAddresses = "checks_addresses"
      case isAppliance = "is_appliance"
    }

    package init(
      link: LinkName, linkIndex: Int32, macAddress: MACAddress, addresses: [IPAddress],
      checksAddresses: Bool, isAppliance: Bool = false
    ) {
      self.link = link
      self.linkIndex = linkIndex
      self.macAddress = macAddress
      self.addresses = addresses
      self.checksAddresses = checksAddresses
      self.isAppliance = isAppliance
    }

    /// What earlier versions wrote says nothing of appliances.
    package init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      link = try container.decode(LinkName.self, forKey: .link)
      linkIndex = try container.decode(Int32.self, forKey: .linkIndex)
      macAddress = try container.decode(MACAddress.self, forKey: .macAddress)
      addresses = try container.decode([IPAddress].self, forKey: .addresses)
      checksAddresses = try container.decode(Bool.self, forKey: .checksAddresses)
      isAppliance = try container.decodeIfPresent(Bool.self, forKey: .isAppliance) ?? false
    }
  }

  /// The mark of what passes; larger than every link's index.
  package static let mark: UInt32 = 0x7f00_0001

  /// In the order of their indexes.
  package var ports: [Port]

  package init(ports: [Port]) { self.ports = ports }
}
