import IPAddressing

/// What was probably meant by something that is no CIDR.
enum CIDRRepair {
  static func help(_ word: String) -> String? {
    if let address = IPAddress(word) {
      if address.bits == 0 { return "write \(Prefix(address, length: 0)) for everything" }
      let host = Prefix(host: address)
      guard let network = network(address) else {
        return "add its length: \(host) is the one address"
      }
      return "add its length: \(network) for the network, \(host) for the one address"
    }
    let parts = word.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, let address = IPAddress(parts[0]), let mask = IPAddress(parts[1]),
      address.isIPv4, mask.isIPv4, let length = length(UInt32(mask.bits))
    else { return nil }
    return "write the length instead of the mask: \(Prefix(address, length: length))"
  }

  /// The classful guess: as many octets as are not zero.
  private static func network(_ address: IPAddress) -> Prefix? {
    guard address.isIPv4 else { return nil }
    let zeros = UInt32(address.bits).trailingZeroBitCount / 8
    return zeros == 0 ? nil : Prefix(address, length: 32 - zeros * 8)
  }

  /// The length of a contiguous netmask.
  private static func length(_ mask: UInt32) -> Int? {
    let ones = (~mask).leadingZeroBitCount
    return mask == (ones == 0 ? 0 : UInt32.max << UInt32(32 - ones)) ? ones : nil
  }
}
