import IPAddressing

/// Writes the fields of a C struct in order.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  /// A number in the host's order.
  mutating func native(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: number) { bytes += $0 }
  }

  /// A number in network order.
  mutating func network(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.bigEndian) { bytes += $0 }
  }

  mutating func macAddress(_ address: MACAddress) { bytes += address.bytes }

  /// Sixteen bytes, of which an IPv4 address fills the first four.
  mutating func address(_ address: IPAddress) {
    bytes += address.bytes
    zeros(16 - address.bytes.count)
  }

  mutating func zeros(_ count: Int) { bytes += Array(repeating: 0, count: count) }
}
