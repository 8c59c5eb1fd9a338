/// A hash that is the same on every host and in every run, unlike Swift's own.
package enum StableHash {
  /// FNV-1a of the text's UTF-8, with its high bits folded in.
  package static func value(of text: String) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    hash ^= hash >> 32
    hash = hash &* 0xd6e8_feb8_6659_fd93
    return hash ^ hash >> 32
  }
}
