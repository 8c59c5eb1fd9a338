import CLinux
package import IPAddressing

/// Changes settings of a link; what is nil stays.
///
/// The kernel brings the link up before it applies `generatesLinkLocalAddress`: turn that off in an
/// earlier request than `isUp`.
package struct ChangeLink: NetlinkRequest, Hashable {
  /// What a link is a port of.
  package enum Master: Hashable, Sendable {
    case none
    case bridge(LinkReference)
  }

  package var link: LinkReference
  package var alias: String?
  package var macAddress: MACAddress?
  package var mtu: Int?
  package var group: UInt32?
  package var master: Master?
  /// Whether IFLA_INET6_ADDR_GEN_MODE is `eui64`, the kernel's default, or `none`.
  package var generatesLinkLocalAddress: Bool?
  package var isUp: Bool?

  package init(
    _ link: LinkReference, alias: String? = nil, macAddress: MACAddress? = nil, mtu: Int? = nil,
    group: UInt32? = nil, master: Master? = nil, generatesLinkLocalAddress: Bool? = nil,
    isUp: Bool? = nil
  ) {
    self.link = link
    self.alias = alias
    self.macAddress = macAddress
    self.mtu = mtu
    self.group = group
    self.master = master
    self.generatesLinkLocalAddress = generatesLinkLocalAddress
    self.isUp = isUp
  }

  package var messageType: Int { Int(RTM_NEWLINK) }

  package func encode(into message: inout MessageBuffer) {
    var header = ifinfomsg()
    header.ifi_index = link.index
    if let isUp {
      header.ifi_flags = isUp ? IFF_UP.rawValue : 0
      header.ifi_change = IFF_UP.rawValue
    }
    message.append(header)
    if let alias { message.attribute(Int(IFLA_IFALIAS), bytes: Array(alias.utf8)) }
    if let macAddress { message.attribute(Int(IFLA_ADDRESS), bytes: macAddress.bytes) }
    if let mtu { message.attribute(Int(IFLA_MTU), UInt32(mtu)) }
    if let group { message.attribute(Int(IFLA_GROUP), group) }
    switch master {
    case .none?: message.attribute(Int(IFLA_MASTER), UInt32(0))
    case .bridge(let bridge)?: message.attribute(Int(IFLA_MASTER), bridge.index)
    case nil: break
    }
    if let generatesLinkLocalAddress {
      let mode = generatesLinkLocalAddress ? IN6_ADDR_GEN_MODE_EUI64 : IN6_ADDR_GEN_MODE_NONE
      message.nested(Int(IFLA_AF_SPEC)) { families in
        families.nested(Int(AF_INET6)) { inet6 in
          inet6.attribute(Int(IFLA_INET6_ADDR_GEN_MODE), UInt8(mode.rawValue))
        }
      }
    }
  }

  package var description: String {
    var words = ["link set \(link)"]
    if let alias { words.append("alias \(alias)") }
    if let macAddress { words.append("address \(macAddress)") }
    if let mtu { words.append("mtu \(mtu)") }
    if let group { words.append("group \(group)") }
    switch master {
    case .none?: words.append("nomaster")
    case .bridge(let bridge)?: words.append("master \(bridge)")
    case nil: break
    }
    if let generatesLinkLocalAddress {
      words.append("addrgenmode \(generatesLinkLocalAddress ? "eui64" : "none")")
    }
    if let isUp { words.append(isUp ? "up" : "down") }
    return words.joined(separator: " ")
  }
}
