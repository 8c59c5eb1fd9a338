import CLinux
package import IPAddressing

/// A neighbour entry, as the kernel knows it.
package struct Neighbor: Hashable, Sendable {
  package var linkIndex: Int32
  package var address: IPAddress
  package var macAddress: MACAddress?
  package var isPermanent: Bool

  package init(
    linkIndex: Int32, address: IPAddress, macAddress: MACAddress?, isPermanent: Bool = true
  ) {
    self.linkIndex = linkIndex
    self.address = address
    self.macAddress = macAddress
    self.isPermanent = isPermanent
  }
}
