import IPAddressing

/// An address of one family as a number: `UInt32` for IPv4, `UInt128` for IPv6.
protocol AddressBits: FixedWidthInteger, UnsignedInteger, Sendable {
  static var family: AddressFamily { get }
}

extension UInt32: AddressBits {
  static var family: AddressFamily { .ipv4 }
}

extension UInt128: AddressBits {
  static var family: AddressFamily { .ipv6 }
}

extension AddressBits {
  init(_ address: IPAddress) { self.init(truncatingIfNeeded: address.bits) }

  /// Nil for an address of the other family.
  init?(ofFamily address: IPAddress?) {
    guard let address, address.family == Self.family else { return nil }
    self.init(address)
  }

  var address: IPAddress { IPAddress(Self.family, bits: UInt128(self)) }

  /// The last address of the block of `length` bits that begins here.
  func last(length: Int) -> Self {
    length == 0 ? .max : self | ((Self(1) << Self(Self.bitWidth - length)) &- 1)
  }
}
