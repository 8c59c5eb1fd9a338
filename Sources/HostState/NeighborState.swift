package import IPAddressing

/// A permanent neighbour entry (`ip neigh … nud permanent`).
package struct NeighborState: Hashable, Sendable, Codable {
  package var link: LinkName
  package var address: IPAddress
  package var macAddress: MACAddress

  private enum CodingKeys: String, CodingKey {
    case link, address
    case macAddress = "mac_address"
  }

  package init(link: LinkName, address: IPAddress, macAddress: MACAddress) {
    self.link = link
    self.address = address
    self.macAddress = macAddress
  }
}
