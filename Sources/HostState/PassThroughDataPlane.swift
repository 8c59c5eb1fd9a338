package import IPAddressing

/// A `pass_through` appliance: a program that returns each GENEVE packet as it came, outer
/// addresses swapped.
package struct PassThroughDataPlane: Hashable, Sendable, Codable {
  package var link: LinkName
  package var linkIndex: Int32
  package var address: IPAddress
  /// Of the load balancers' nodes, in order: packets of nobody else are returned.
  package var nodeAddresses: [IPAddress]
  /// The TCP port at which the agent answers health probes, while the program is attached.
  package var healthPort: Int

  private enum CodingKeys: String, CodingKey {
    case link, address
    case linkIndex = "link_index"
    case nodeAddresses = "node_addresses"
    case healthPort = "health_port"
  }

  package init(
    link: LinkName, linkIndex: Int32, address: IPAddress, nodeAddresses: [IPAddress],
    healthPort: Int
  ) {
    self.link = link
    self.linkIndex = linkIndex
    self.address = address
    self.nodeAddresses = nodeAddresses
    self.healthPort = healthPort
  }
}
