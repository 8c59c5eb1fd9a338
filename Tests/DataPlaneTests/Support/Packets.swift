import IPAddressing

/// Builds packets byte by byte, with right checksums.
enum Packets {
  static let tcp: UInt8 = 6
  static let udp: UInt8 = 17
  static let fin: UInt8 = 1
  static let syn: UInt8 = 2
  static let rst: UInt8 = 4
  static let ack: UInt8 = 16

  static func ethernet(
    to destination: MACAddress, from source: MACAddress, _ packet: [UInt8]
  ) -> [UInt8] {
    let isIPv6 = packet.first.map { $0 >> 4 == 6 } ?? false
    return destination.bytes + source.bytes + (isIPv6 ? [0x86, 0xdd] : [8, 0]) + packet
  }

  /// - Parameter fragment: offset in units of eight bytes, with the flag for more in bit 13.
  static func ip(
    _ source: String, _ destination: String, _ protocolNumber: UInt8, _ payload: [UInt8],
    ttl: UInt8 = 64, identification: UInt16 = 0, fragment: UInt16 = 0
  ) -> [UInt8] {
    let (source, destination) = (address(source), address(destination))
    guard source.isIPv4 else {
      return [0x60, 0, 0, 0] + word(UInt16(payload.count)) + [protocolNumber, ttl]
        + source.bytes + destination.bytes + payload
    }
    var header: [UInt8] = [0x45, 0]
    header += word(UInt16(20 + payload.count)) + word(identification) + word(fragment)
    header += [ttl, protocolNumber, 0, 0] + source.bytes + destination.bytes
    header.replaceSubrange(10..<12, with: word(checksum(header)))
    return header + payload
  }

  static func tcp(
    _ source: String, _ sourcePort: UInt16, _ destination: String, _ destinationPort: UInt16,
    flags: UInt8, _ payload: [UInt8] = [], sequence: UInt32 = 1, acknowledgment: UInt32 = 2
  ) -> [UInt8] {
    let segment =
      word(sourcePort) + word(destinationPort) + word(UInt16(sequence >> 16))
      + word(UInt16(truncatingIfNeeded: sequence)) + word(UInt16(acknowledgment >> 16))
      + word(UInt16(truncatingIfNeeded: acknowledgment)) + [0x50, flags]
      + [0xff, 0xff, 0, 0, 0, 0] + payload
    return ip(
      source, destination, tcp, checksummed(segment, at: 16, source, destination, tcp))
  }

  static func udp(
    _ source: String, _ sourcePort: UInt16, _ destination: String, _ destinationPort: UInt16,
    _ payload: [UInt8] = [], checksummed hasChecksum: Bool = true
  ) -> [UInt8] {
    ip(
      source, destination, udp,
      datagram(source, sourcePort, destination, destinationPort, payload, hasChecksum))
  }

  static func datagram(
    _ source: String, _ sourcePort: UInt16, _ destination: String, _ destinationPort: UInt16,
    _ payload: [UInt8], _ hasChecksum: Bool = true
  ) -> [UInt8] {
    let plain =
      word(sourcePort) + word(destinationPort) + word(UInt16(8 + payload.count)) + [0, 0] + payload
    return hasChecksum ? checksummed(plain, at: 6, source, destination, udp) : plain
  }

  /// An ICMP or ICMPv6 message, by the addresses' family.
  static func icmp(
    _ source: String, _ destination: String, type: UInt8, code: UInt8 = 0,
    rest: [UInt8] = [0, 0, 0, 0], _ payload: [UInt8] = [], ttl: UInt8 = 64
  ) -> [UInt8] {
    let plain = [type, code, 0, 0] + rest + payload
    guard address(source).isIPv4 else {
      return ip(
        source, destination, 58, checksummed(plain, at: 2, source, destination, 58), ttl: ttl)
    }
    var message = plain
    message.replaceSubrange(2..<4, with: word(checksum(message)))
    return ip(source, destination, 1, message, ttl: ttl)
  }

  /// An IPv6 packet with so many destination options headers before what followed its header.
  static func behindOptions(_ count: Int, _ packet: [UInt8]) -> [UInt8] {
    var result = packet
    result[6] = 60
    var options: [UInt8] = []
    for index in 0..<count {
      let next: UInt8 = index == count - 1 ? packet[6] : 60
      options += [next, 0, 1, 4, 0, 0, 0, 0] as [UInt8]
    }
    result.insert(contentsOf: options, at: 40)
    result.replaceSubrange(4..<6, with: word(UInt16(result.count - 40)))
    return result
  }

  static func word(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 255)] }
  static func word(_ bytes: [UInt8], at offset: Int) -> UInt16 {
    UInt16(bytes[offset]) << 8 | UInt16(bytes[offset + 1])
  }

  /// RFC 1071; 0 over bytes that hold a right checksum.
  static func checksum(_ bytes: [UInt8]) -> UInt16 {
    var sum: UInt32 = 0
    for (index, byte) in bytes.enumerated() { sum += UInt32(byte) << (index % 2 == 0 ? 8 : 0) }
    while sum > 0xffff { sum = sum & 0xffff + sum >> 16 }
    return ~UInt16(sum)
  }

  /// A packet that begins with an IPv4 header without options, whose checksum is made right.
  static func repaired(_ packet: [UInt8]) -> [UInt8] {
    var packet = packet
    packet.replaceSubrange(10..<12, with: [0, 0])
    packet.replaceSubrange(10..<12, with: word(checksum(Array(packet[..<20]))))
    return packet
  }

  /// Of a transport header with its pseudo-header; 0 when it is right.
  static func transportChecksum(_ packet: [UInt8]) -> UInt16 {
    let isIPv6 = packet[0] >> 4 == 6
    let payload = Array(packet.dropFirst(isIPv6 ? 40 : 20))
    let addresses = Array(isIPv6 ? packet[8..<40] : packet[12..<20])
    let number = isIPv6 ? packet[6] : packet[9]
    return checksum(addresses + [0, number] + word(UInt16(payload.count)) + payload)
  }

  private static func checksummed(
    _ bytes: [UInt8], at offset: Int, _ source: String, _ destination: String,
    _ protocolNumber: UInt8
  ) -> [UInt8] {
    var bytes = bytes
    let pseudo =
      address(source).bytes + address(destination).bytes + [0, protocolNumber]
      + word(UInt16(bytes.count))
    bytes.replaceSubrange(offset..<offset + 2, with: word(checksum(pseudo + bytes)))
    return bytes
  }

  private static func address(_ text: String) -> IPAddress {
    guard let address = IPAddress(text) else { preconditionFailure("\(text) is no address") }
    return address
  }
}
