/// A CIDR block (RFC 4632, RFC 4291): an address whose host bits are zero, and a length in bits.
package struct Prefix: Hashable, Sendable {
  package let address: IPAddress
  /// In one byte, so that a million routes stay small.
  @usableFromInline let byteLength: UInt8

  @inlinable package var length: Int { Int(byteLength) }

  /// Masks the host bits of `address`.
  ///
  /// - Precondition: `length` is within the family's width.
  package init(_ address: IPAddress, length: Int) {
    precondition((0...address.family.width).contains(length), "prefix length out of range")
    let mask = Self.mask(address.family, length: length)
    self.address = IPAddress(address.family, bits: address.bits & mask)
    byteLength = UInt8(length)
  }

  /// The prefix that holds one address.
  package init(host address: IPAddress) { self.init(address, length: address.family.width) }

  package static let defaultIPv4 = Prefix(IPAddress(.ipv4, bits: 0), length: 0)
  package static let defaultIPv6 = Prefix(IPAddress(.ipv6, bits: 0), length: 0)

  @inlinable package var family: AddressFamily { address.family }
  @inlinable package var first: IPAddress { address }
  package var last: IPAddress {
    IPAddress(family, bits: address.bits | (family.mask ^ Self.mask(family, length: length)))
  }

  /// Whether the prefix covers every address of its family.
  @inlinable package var isDefault: Bool { length == 0 }

  @inlinable package func contains(_ address: IPAddress) -> Bool {
    address.bits & Self.mask(family, length: length) == self.address.bits
      && address.family == family
  }

  /// Whether every address of `other` lies inside; true for the prefix itself.
  @inlinable package func contains(_ other: Prefix) -> Bool {
    other.length >= length && contains(other.address)
  }

  @inlinable package func overlaps(_ other: Prefix) -> Bool {
    contains(other) || other.contains(self)
  }

  @inlinable static func mask(_ family: AddressFamily, length: Int) -> UInt128 {
    length == 0 ? 0 : family.mask & ~((UInt128(1) << UInt128(family.width - length)) &- 1)
  }
}

extension Prefix: Comparable {
  /// By address, then shorter first.
  package static func < (left: Prefix, right: Prefix) -> Bool {
    left.address == right.address
      ? left.byteLength < right.byteLength : left.address < right.address
  }
}

extension Prefix: CustomStringConvertible, Codable {
  package var description: String { "\(address)/\(length)" }

  /// Parses `ADDRESS/LENGTH`; nil when malformed or when host bits are set.
  package init?(_ text: String) {
    guard let (address, length) = Self.split(text) else { return nil }
    self.init(address, length: length)
    guard self.address == address else { return nil }
  }

  /// The address and length of `text` as written, host bits and all; nil when malformed.
  package static func split(_ text: String) -> (address: IPAddress, length: Int)? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let address = IPAddress(String(parts[0])),
      (1...3).contains(parts[1].utf8.count),
      parts[1].utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      parts[1] == "0" || parts[1].first != "0",
      let length = Int(parts[1]), length <= address.family.width
    else { return nil }
    return (address, length)
  }

  package init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let value = Prefix(text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "\(text) is no CIDR"))
    }
    self = value
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
