import IPAddressing

/// A `be32` that is an IPv4 address.
struct IPv4Entry: Hashable, MapBytes {
  var address: IPAddress

  static let byteCount = 4

  init(_ address: IPAddress) { self.address = address }
  init(reading bytes: inout ByteReader) { address = bytes.ipv4Address() }

  func write(to bytes: inout ByteWriter) {
    bytes.network(UInt32(truncatingIfNeeded: address.bits))
  }
}
