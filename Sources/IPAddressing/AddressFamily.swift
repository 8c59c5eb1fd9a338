/// The two families that route independently of each other.
package enum AddressFamily: UInt8, Hashable, Sendable, CaseIterable, Comparable, Codable {
  case ipv4 = 4
  case ipv6 = 6

  /// Address width in bits: 32 or 128.
  @inlinable package var width: Int {
    switch self {
    case .ipv4: 32
    case .ipv6: 128
    }
  }

  /// The all-ones value of `width` bits.
  @inlinable package var mask: UInt128 {
    switch self {
    case .ipv4: UInt128(UInt32.max)
    case .ipv6: UInt128.max
    }
  }

  package static func < (left: AddressFamily, right: AddressFamily) -> Bool {
    left.rawValue < right.rawValue
  }
}
