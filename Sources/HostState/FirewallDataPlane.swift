package import IPAddressing

/// The built-in GENEVE terminator of a `firewall` appliance: decapsulation and mark on ingress of
/// its one link, encapsulation on egress.
package struct FirewallDataPlane: Hashable, Sendable, Codable {
  /// An endpoint whose packets the appliance inspects.
  package struct Endpoint: Hashable, Sendable, Codable {
    /// Option type 1, the endpoint's id.
    package var id: UInt64
    /// Option type 2.
    package var attachmentID: UInt64
    /// A packet is marked `0x10000 | slot`.
    package var slot: Int
    /// The load balancer's node in the endpoint's zone: nobody else sends its packets.
    package var nodeAddress: IPAddress

    private enum CodingKeys: String, CodingKey {
      case id, slot
      case attachmentID = "attachment_id"
      case nodeAddress = "node_address"
    }

    package init(id: UInt64, attachmentID: UInt64, slot: Int, nodeAddress: IPAddress) {
      self.id = id
      self.attachmentID = attachmentID
      self.slot = slot
      self.nodeAddress = nodeAddress
    }
  }

  package var link: LinkName
  package var linkIndex: Int32
  package var address: IPAddress
  /// In the order of their slots.
  package var endpoints: [Endpoint]
  /// The TCP port at which the agent answers health probes, while the programs are attached.
  package var healthPort: Int

  private enum CodingKeys: String, CodingKey {
    case link, address, endpoints
    case linkIndex = "link_index"
    case healthPort = "health_port"
  }

  package init(
    link: LinkName, linkIndex: Int32, address: IPAddress, endpoints: [Endpoint], healthPort: Int
  ) {
    self.link = link
    self.linkIndex = linkIndex
    self.address = address
    self.endpoints = endpoints
    self.healthPort = healthPort
  }

  /// The bit that tells inspected packets from the appliance's own.
  package static let mark: UInt32 = 0x10000
}
