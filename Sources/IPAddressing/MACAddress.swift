/// An Ethernet address (IEEE 802): six bytes.
package struct MACAddress: Hashable, Sendable {
  /// The address as a number of 48 bits.
  package let bits: UInt64

  package init(bits: UInt64) { self.bits = bits & 0xffff_ffff_ffff }

  /// Exactly six bytes, else nil.
  package init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 6 else { return nil }
    self.init(bits: bytes.reduce(0) { $0 << 8 | UInt64($1) })
  }

  package var bytes: [UInt8] { (0..<6).map { UInt8(truncatingIfNeeded: bits >> ((5 - $0) * 8)) } }

  /// A locally administered unicast address derived from a name, the same on every host and run.
  package init(derivedFrom name: String) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325  // FNV-1a
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    hash ^= hash >> 29
    self.init(bits: hash & 0xfcff_ffff_ffff | 0x0200_0000_0000)
  }
}

extension MACAddress: CustomStringConvertible, Codable {
  package var description: String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: ":")
  }

  package init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 6, parts.allSatisfy({ $0.utf8.count == 2 }) else { return nil }
    let bytes = parts.compactMap { UInt8($0, radix: 16) }
    self.init(bytes: bytes)
  }

  package init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let value = MACAddress(text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "\(text) is no MAC address"))
    }
    self = value
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
