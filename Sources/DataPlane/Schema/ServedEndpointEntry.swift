import IPAddressing

/// `struct served_endpoint` of firewall.h.
struct ServedEndpointEntry: Hashable, MapBytes {
  var attachmentID: UInt64
  var slot: UInt32
  var node: IPAddress

  static let byteCount = 16

  init(attachmentID: UInt64, slot: UInt32, node: IPAddress) {
    self.attachmentID = attachmentID
    self.slot = slot
    self.node = node
  }

  init(reading bytes: inout ByteReader) {
    attachmentID = bytes.native()
    slot = bytes.native()
    node = bytes.ipv4Address()
  }

  func write(to bytes: inout ByteWriter) {
    bytes.native(attachmentID)
    bytes.native(slot)
    bytes.network(UInt32(truncatingIfNeeded: node.bits))
  }
}
