package import IPAddressing

/// An address on a link (`ip addr`).
///
/// IPv6 ones are made with `nodad`.
package struct AddressState: Hashable, Sendable, Codable {
  package var link: LinkName
  package var address: IPAddress
  package var prefixLength: Int

  private enum CodingKeys: String, CodingKey {
    case link, address
    case prefixLength = "prefix_length"
  }

  package init(link: LinkName, address: IPAddress, prefixLength: Int) {
    self.link = link
    self.address = address
    self.prefixLength = prefixLength
  }
}
