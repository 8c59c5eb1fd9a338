import IPAddressing

/// The prefixes that were seen last: tables of one network repeat each other's, and a look here is
/// cheaper than one in a set.
struct RecentPrefixes {
  private static let bits = 14
  /// By the prefix's own bits, mixed: one forgets the other that it falls upon.
  private var places = [Prefix?](repeating: nil, count: 1 << Self.bits)

  /// Whether the prefix was not there.
  mutating func insert(_ prefix: Prefix) -> Bool {
    let address = prefix.address.bits
    let folded =
      UInt64(truncatingIfNeeded: address) ^ UInt64(truncatingIfNeeded: address >> 64)
      ^ UInt64(prefix.length) << 40
    // Fibonacci hashing (Knuth, volume 3, 6.4): the high bits depend on all.
    let place = Int((folded &* 0x9E37_79B9_7F4A_7C15) >> UInt64(64 - Self.bits))
    if places[place] == prefix { return false }
    places[place] = prefix
    return true
  }
}
