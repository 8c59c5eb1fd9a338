import IPAddressing

/// `struct flow` of gwlb.h.
struct FlowEntry: Hashable, MapBytes {
  var cookie: UInt32
  var targetSlot: UInt32
  var targetAddress: IPAddress
  /// Seconds of CLOCK_MONOTONIC.
  var lastSeen: UInt32
  var sourcePort: UInt16
  /// CLOSING_* of gwlb.h.
  var closing: UInt8
  var isOpenedByHigh: Bool

  static let byteCount = 20

  init(reading bytes: inout ByteReader) {
    cookie = bytes.native()
    targetSlot = bytes.native()
    targetAddress = bytes.ipv4Address()
    lastSeen = bytes.native()
    sourcePort = bytes.network()
    closing = bytes.native()
    isOpenedByHigh = bytes.native() != UInt8(0)
  }

  func write(to bytes: inout ByteWriter) {
    bytes.native(cookie)
    bytes.native(targetSlot)
    bytes.network(UInt32(truncatingIfNeeded: targetAddress.bits))
    bytes.native(lastSeen)
    bytes.network(sourcePort)
    bytes.native(closing)
    bytes.native(UInt8(isOpenedByHigh ? 1 : 0))
  }

  /// Both ends have sent FIN, or one RST.
  var isClosed: Bool { closing & 3 == 3 || closing & 4 != 0 }
}
