import IPAddressing

/// `struct node` of gwlb.h; a link of 0 is no node.
struct NodeEntry: Hashable, MapBytes {
  var link: UInt32
  var address: IPAddress
  var macAddress: MACAddress

  static let byteCount = 16
  static let none = NodeEntry(
    link: 0, address: IPAddress(ipv4: 0), macAddress: MACAddress(bits: 0))

  init(link: UInt32, address: IPAddress, macAddress: MACAddress) {
    self.link = link
    self.address = address
    self.macAddress = macAddress
  }

  init(reading bytes: inout ByteReader) {
    link = bytes.native()
    address = bytes.ipv4Address()
    macAddress = bytes.macAddress()
    bytes.skip(2)
  }

  func write(to bytes: inout ByteWriter) {
    bytes.native(link)
    bytes.network(UInt32(truncatingIfNeeded: address.bits))
    bytes.macAddress(macAddress)
    bytes.zeros(2)
  }
}
