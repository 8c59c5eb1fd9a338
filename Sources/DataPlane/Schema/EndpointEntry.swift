import IPAddressing

/// `struct endpoint` of gwlb.h.
struct EndpointEntry: Hashable, MapBytes {
  var id: UInt64
  var attachmentID: UInt64
  var link: UInt32
  var slot: UInt32
  var zone: UInt32
  var mtu: UInt32
  var macAddress: MACAddress
  var routerMACAddress: MACAddress

  static let byteCount = 48

  init(
    id: UInt64, attachmentID: UInt64, link: UInt32, slot: UInt32, zone: UInt32, mtu: UInt32,
    macAddress: MACAddress, routerMACAddress: MACAddress
  ) {
    self.id = id
    self.attachmentID = attachmentID
    self.link = link
    self.slot = slot
    self.zone = zone
    self.mtu = mtu
    self.macAddress = macAddress
    self.routerMACAddress = routerMACAddress
  }

  init(reading bytes: inout ByteReader) {
    id = bytes.native()
    attachmentID = bytes.native()
    link = bytes.native()
    slot = bytes.native()
    zone = bytes.native()
    mtu = bytes.native()
    macAddress = bytes.macAddress()
    routerMACAddress = bytes.macAddress()
    bytes.skip(4)
  }

  func write(to bytes: inout ByteWriter) {
    bytes.native(id)
    bytes.native(attachmentID)
    bytes.native(link)
    bytes.native(slot)
    bytes.native(zone)
    bytes.native(mtu)
    bytes.macAddress(macAddress)
    bytes.macAddress(routerMACAddress)
    bytes.zeros(4)
  }
}
