/// An IPv4 (RFC 791) or IPv6 (RFC 4291) address.
///
/// `bits` holds the address as a number in host order; an IPv4 address occupies the low 32 bits.
package struct IPAddress: Hashable, Sendable {
  // In halves, which need no alignment of sixteen bytes: a million routes have one each.
  @usableFromInline let high: UInt64
  @usableFromInline let low: UInt64
  package let family: AddressFamily

  @inlinable package var bits: UInt128 { UInt128(high) << 64 | UInt128(low) }

  /// - Precondition: `bits` fits the family's width.
  package init(_ family: AddressFamily, bits: UInt128) {
    precondition(bits <= family.mask, "address bits exceed the family's width")
    self.family = family
    high = UInt64(truncatingIfNeeded: bits >> 64)
    low = UInt64(truncatingIfNeeded: bits)
  }

  package init(ipv4 value: UInt32) { self.init(.ipv4, bits: UInt128(value)) }

  package var isIPv4: Bool { family == .ipv4 }

  /// The address in network order: 4 or 16 bytes.
  package var bytes: [UInt8] {
    let count = family.width / 8
    return (0..<count).map { UInt8(truncatingIfNeeded: bits >> UInt128((count - 1 - $0) * 8)) }
  }

  /// From 4 or 16 bytes in network order; nil for any other count.
  package init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 4 || bytes.count == 16 else { return nil }
    let value = bytes.reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
    self.init(bytes.count == 4 ? .ipv4 : .ipv6, bits: value)
  }

  /// The address `offset` further on, or nil past either end of the family's range.
  package func advanced(by offset: Int) -> IPAddress? {
    if offset >= 0 {
      let (sum, overflow) = bits.addingReportingOverflow(UInt128(offset))
      return overflow || sum > family.mask ? nil : IPAddress(family, bits: sum)
    }
    let distance = UInt128(offset.magnitude)
    return distance > bits ? nil : IPAddress(family, bits: bits - distance)
  }
}

extension IPAddress: Comparable {
  /// IPv4 before IPv6, then by value.
  package static func < (left: IPAddress, right: IPAddress) -> Bool {
    left.family == right.family ? left.bits < right.bits : left.family < right.family
  }
}
