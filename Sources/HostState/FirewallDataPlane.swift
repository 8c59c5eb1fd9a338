package import IPAddressing

/// The built-in GENEVE terminator of a `firewall` appliance: decapsulation and mark on ingress of
/// its one link, encapsulation on egress.
package struct FirewallDataPlane: Hashable, Sendable {
  package var link: LinkName
  package var linkIndex: Int32
  package var address: IPAddress
  /// Endpoint id (option type 1) to its slot; a packet is marked `0x10000 | slot`.
  package var endpointSlots: [UInt64: Int]
  /// The TCP port at which the agent answers health probes, while the programs are attached.
  package var healthPort: Int

  package init(
    link: LinkName, linkIndex: Int32, address: IPAddress, endpointSlots: [UInt64: Int],
    healthPort: Int
  ) {
    self.link = link
    self.linkIndex = linkIndex
    self.address = address
    self.endpointSlots = endpointSlots
    self.healthPort = healthPort
  }

  /// The bit that tells inspected packets from the appliance's own.
  package static let mark: UInt32 = 0x10000
}
