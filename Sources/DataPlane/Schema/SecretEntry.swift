/// `struct secret` of siphash.h: the key of the flow cookies; all zeros until it is made.
struct SecretEntry: Hashable, MapBytes {
  var first: UInt64
  var second: UInt64

  static let byteCount = 16

  /// From the system's cryptographically secure generator.
  static func random() -> SecretEntry {
    var generator = SystemRandomNumberGenerator()
    return SecretEntry(first: generator.next(), second: generator.next())
  }

  init(first: UInt64, second: UInt64) {
    self.first = first
    self.second = second
  }

  init(reading bytes: inout ByteReader) {
    first = bytes.native()
    second = bytes.native()
  }

  func write(to bytes: inout ByteWriter) {
    bytes.native(first)
    bytes.native(second)
  }

  var isMade: Bool { first != 0 || second != 0 }
}
