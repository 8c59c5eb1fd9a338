import IPAddressing

/// `struct flow_key` of flow.h: both directions of a flow make the same key.
struct FlowKeyEntry: Hashable, MapBytes {
  var endpoint: UInt64
  var low: IPAddress
  var high: IPAddress
  var lowPort: UInt16
  var highPort: UInt16
  /// 0 for every protocol, with 2-tuple stickiness.
  var protocolNumber: UInt8

  static let byteCount = 48

  /// The key of a packet, whose ends come in either order.
  init(
    endpoint: UInt64, _ one: (address: IPAddress, port: UInt16),
    _ other: (address: IPAddress, port: UInt16), protocolNumber: UInt8
  ) {
    let isHigh = Self.order(one) > Self.order(other)
    self.endpoint = endpoint
    low = isHigh ? other.address : one.address
    high = isHigh ? one.address : other.address
    lowPort = isHigh ? other.port : one.port
    highPort = isHigh ? one.port : other.port
    self.protocolNumber = protocolNumber
  }

  init(reading bytes: inout ByteReader) {
    endpoint = bytes.native()
    let addresses = bytes.take(32)
    lowPort = bytes.network()
    highPort = bytes.network()
    protocolNumber = bytes.native()
    let family: AddressFamily = bytes.native() == UInt8(6) ? .ipv6 : .ipv4
    bytes.skip(2)
    var reader = ByteReader(addresses)
    low = reader.address(family)
    high = reader.address(family)
  }

  func write(to bytes: inout ByteWriter) {
    bytes.native(endpoint)
    bytes.address(low)
    bytes.address(high)
    bytes.network(lowPort)
    bytes.network(highPort)
    bytes.native(protocolNumber)
    bytes.native(low.family.rawValue)
    bytes.zeros(2)
  }

  /// `source_is_high` of flow.h: the programs compare 32-bit words, and then the port, as they lie
  /// in memory.
  private static func order(_ end: (address: IPAddress, port: UInt16)) -> FlowEndOrder {
    var writer = ByteWriter()
    writer.address(end.address)
    var reader = ByteReader(writer.bytes)
    return FlowEndOrder(
      words: (0..<4).map { _ in reader.native() }, port: UInt16(bigEndian: end.port))
  }
}

private struct FlowEndOrder: Comparable {
  var words: [UInt32]
  var port: UInt16

  static func < (left: FlowEndOrder, right: FlowEndOrder) -> Bool {
    left.words == right.words
      ? left.port < right.port : left.words.lexicographicallyPrecedes(right.words)
  }
}
