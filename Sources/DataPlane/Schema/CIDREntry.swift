import IPAddressing

/// `struct cidr` of nat.c, the key of a longest-prefix trie.
struct CIDREntry: Hashable, MapBytes {
  var prefix: Prefix

  static let byteCount = 24
  private static let familyBits = 32

  init(_ prefix: Prefix) { self.prefix = prefix }

  init(reading bytes: inout ByteReader) {
    let bits: UInt32 = bytes.native()
    let family: UInt32 = bytes.native()
    let address = bytes.address(family == 4 ? .ipv4 : .ipv6)
    prefix = Prefix(address, length: min(Int(bits) - Self.familyBits, address.family.width))
  }

  func write(to bytes: inout ByteWriter) {
    bytes.native(UInt32(Self.familyBits + prefix.length))
    bytes.native(UInt32(prefix.family == .ipv4 ? 4 : 6))
    bytes.address(prefix.address)
  }
}
