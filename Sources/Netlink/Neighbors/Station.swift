package import IPAddressing

/// An Ethernet address behind a bridge's port.
package struct Station: Hashable, Sendable {
  package var portIndex: Int32
  package var macAddress: MACAddress

  package init(portIndex: Int32, macAddress: MACAddress) {
    self.portIndex = portIndex
    self.macAddress = macAddress
  }
}
