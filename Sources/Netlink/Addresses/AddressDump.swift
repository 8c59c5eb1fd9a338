import CLinux
import IPAddressing

/// All addresses of a namespace.
package struct AddressDump: NetlinkDump {
  package init() {}

  package var messageType: Int { Int(RTM_GETADDR) }

  package func encode(into message: inout MessageBuffer) { message.append(ifaddrmsg()) }

  package func decode(_ message: Message) -> Address? {
    guard message.type == Int(RTM_NEWADDR), let header = message.familyHeader(ifaddrmsg.self)
    else { return nil }
    var local: IPAddress?
    var prefix: IPAddress?
    var owner: UInt8 = 0
    var lifetime = UInt32.max
    for attribute in message.attributes(after: ifaddrmsg.self) {
      switch attribute.type {
      case Int(IFA_LOCAL): local = attribute.address
      case Int(IFA_ADDRESS): prefix = attribute.address
      case Int(IFA_CACHEINFO):
        // ifa_prefered, ifa_valid, …
        if attribute.payload.count >= 8 {
          lifetime = attribute.payload.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
        }
      case Int(IFA_PROTO): owner = attribute.number() ?? 0
      default: break
      }
    }
    guard let address = local ?? prefix else { return nil }
    var result = Address(
      linkIndex: Int32(bitPattern: header.ifa_index), address: address,
      prefixLength: Int(header.ifa_prefixlen), owner: owner)
    var words: [String] = []
    if let prefix, prefix != address { words.append("peer \(prefix)") }
    if lifetime != .max { words.append("valid for a while") }
    if !words.isEmpty {
      result.strangeness = words.joined(separator: " ")
      result.message = Array(message.payload)
    }
    return result
  }

  package var description: String { "address list" }
}
