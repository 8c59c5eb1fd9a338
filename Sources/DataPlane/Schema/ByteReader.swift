import IPAddressing

/// Reads the fields of a C struct in order.
struct ByteReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: some Collection<UInt8>) { rest = ArraySlice(bytes) }

  mutating func take(_ count: Int) -> ArraySlice<UInt8> {
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  mutating func skip(_ count: Int) { rest = rest.dropFirst(count) }

  /// A number in the host's order.
  mutating func native<Number: FixedWidthInteger>() -> Number {
    let reversed: Number = bigEndianNumber()
    return Number(littleEndian: reversed.byteSwapped)
  }

  /// A number in network order.
  mutating func network<Number: FixedWidthInteger>() -> Number { bigEndianNumber() }

  mutating func macAddress() -> MACAddress {
    MACAddress(bits: take(6).reduce(0) { $0 << 8 | UInt64($1) })
  }

  /// Four bytes, as the kernel keeps an IPv4 address.
  mutating func ipv4Address() -> IPAddress { IPAddress(ipv4: network()) }

  /// Sixteen bytes, of which an IPv4 address fills the first four.
  mutating func address(_ family: AddressFamily) -> IPAddress {
    let bytes = take(16)
    let bits = bytes.prefix(family.width / 8).reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
    return IPAddress(family, bits: bits)
  }

  private mutating func bigEndianNumber<Number: FixedWidthInteger>() -> Number {
    take(MemoryLayout<Number>.size).reduce(0) { $0 << 8 | Number(truncatingIfNeeded: $1) }
  }
}
