import IPAddressing

/// The common case of a CIDR without the cost of a string.
enum PrefixReader {
  /// Dotted decimal and a length without leading zeros or host bits; nil for anything else.
  static func ipv4(_ bytes: ArraySlice<UInt8>) -> Prefix? {
    var value: UInt32 = 0
    var number: UInt32 = 0
    var digits = 0
    var dots = 0
    var index = bytes.startIndex
    let end = bytes.endIndex
    while index < end {
      let byte = bytes[index]
      index += 1
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        guard digits == 0 || number > 0, digits < 3 else { return nil }
        number = number * 10 + UInt32(byte - UInt8(ascii: "0"))
        digits += 1
      case UInt8(ascii: "."), UInt8(ascii: "/"):
        let isLast = byte == UInt8(ascii: "/")
        guard digits > 0, number <= 255, isLast == (dots == 3) else { return nil }
        value = value << 8 | number
        (number, digits) = (0, 0)
        dots += 1
      default: return nil
      }
    }
    guard dots == 4, digits > 0, number <= 32 else { return nil }
    let prefix = Prefix(IPAddress(ipv4: value), length: Int(number))
    return prefix.address.bits == UInt128(value) ? prefix : nil
  }

  /// Whether only digits and separators of addresses occur, so that it may be an address or a CIDR.
  static func mayBeAddress(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: ":"), UInt8(ascii: "a")...UInt8(ascii: "f"),
        UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: "."), UInt8(ascii: "/"):
        true
      default: false
      }
    }
  }
}
