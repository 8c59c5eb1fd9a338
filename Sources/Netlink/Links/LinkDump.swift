import CLinux
import Glibc

/// All links of a namespace, `lo` too.
package struct LinkDump: NetlinkDump {
  package init() {}

  package var messageType: Int { Int(RTM_GETLINK) }

  package func encode(into message: inout MessageBuffer) {
    message.append(ifinfomsg())
    message.attribute(Int(IFLA_EXT_MASK), UInt32(RTEXT_FILTER_SKIP_STATS))
  }

  package func decode(_ message: Message) -> Link? {
    guard message.type == Int(RTM_NEWLINK), let header = message.familyHeader(ifinfomsg.self)
    else { return nil }
    var link = Link(
      index: header.ifi_index, name: "", kind: "", mtu: 0, alias: "", group: 0,
      isUp: header.ifi_flags & IFF_UP.rawValue != 0, generatesLinkLocalAddress: true)
    link.isRunning = header.ifi_flags & IFF_RUNNING.rawValue != 0
    for (bit, isInverted, setting, normal) in LinkSetting.flags {
      let value: Int32 = (header.ifi_flags & bit != 0) != isInverted ? 1 : 0
      if value != normal { link.settings[setting] = value }
    }
    var peerIndex: Int32?
    var namespaceID: Int32?
    for attribute in message.attributes(after: ifinfomsg.self) {
      switch attribute.type {
      case Int(IFLA_IFNAME): link.name = attribute.string
      case Int(IFLA_ADDRESS): link.macAddress = attribute.macAddress
      case Int(IFLA_MTU): link.mtu = Int(attribute.number(UInt32.self) ?? 0)
      case Int(IFLA_MASTER): link.masterIndex = attribute.number()
      case Int(IFLA_IFALIAS): link.alias = attribute.string
      case Int(IFLA_GROUP): link.group = attribute.number() ?? 0
      case Int(IFLA_LINK): peerIndex = attribute.number()
      case Int(IFLA_LINK_NETNSID): namespaceID = attribute.number()
      case Int(IFLA_LINKINFO): Self.read(attribute.nested, into: &link)
      case Int(IFLA_AF_SPEC):
        Self.readFamilies(attribute.nested, into: &link)
      case Int(IFLA_XDP):
        let attached: UInt8? = attribute.nested[Int(IFLA_XDP_ATTACHED)]?.number()
        if let attached, attached != 0 { link.settings[.xdp] = Int32(attached) }
      default: break
      }
    }
    if link.kind == "veth", let peerIndex {
      link.peer = Link.Peer(index: peerIndex, namespaceID: namespaceID)
    }
    if ["macvlan", "macvtap", "ipvlan", "ipvtap"].contains(link.kind), let peerIndex {
      link.base = Link.Peer(index: peerIndex, namespaceID: namespaceID)
    }
    return link
  }

  private static func readFamilies(_ families: AttributeSequence, into link: inout Link) {
    for family in families {
      switch family.type {
      case Int(AF_INET):
        guard let values = family.nested[Int(IFLA_INET_CONF)] else { break }
        read(LinkSetting.ipv4, from: values, into: &link)
      case Int(AF_INET6):
        for attribute in family.nested {
          switch attribute.type {
          case Int(IFLA_INET6_ADDR_GEN_MODE):
            let none = UInt8(IN6_ADDR_GEN_MODE_NONE.rawValue)
            link.generatesLinkLocalAddress = attribute.number(UInt8.self) != none
          case Int(IFLA_INET6_CONF): read(LinkSetting.ipv6, from: attribute, into: &link)
          default: break
          }
        }
      default: break
      }
    }
  }

  private static func read(
    _ places: [(place: Int, setting: LinkSetting)], from values: Attribute, into link: inout Link
  ) {
    for (place, setting) in places {
      if let value: Int32 = values.number(at: place), value != 0 { link.settings[setting] = value }
    }
  }

  private static func readPort(_ data: AttributeSequence, into link: inout Link) {
    for attribute in data {
      guard let port = LinkSetting.port[attribute.type], let value: UInt8 = attribute.number(),
        Int32(value) != port.normal
      else { continue }
      link.settings[port.setting] = Int32(value)
    }
  }

  private static func read(_ information: AttributeSequence, into link: inout Link) {
    link.kind = information[Int(IFLA_INFO_KIND)]?.string ?? ""
    if information[Int(IFLA_INFO_SLAVE_KIND)]?.string == "bridge",
      let port = information[Int(IFLA_INFO_SLAVE_DATA)]?.nested
    {
      readPort(port, into: &link)
    }
    guard let data = information[Int(IFLA_INFO_DATA)]?.nested else { return }
    if link.kind == "tun" {
      let isPersistent: UInt8? = data[Int(IFLA_TUN_PERSIST)]?.number()
      link.isHeldByProcess = isPersistent == 0
    }
    if link.kind == "macvlan" {
      let mode: UInt32? = data[Int(IFLA_MACVLAN_MODE)]?.number()
      link.isPassthrough = mode == MACVLAN_MODE_PASSTHRU.rawValue
    }
    guard link.kind == "bridge" else { return }
    for attribute in data {
      guard let (size, setting, normal) = LinkSetting.bridge[attribute.type] else { continue }
      let value: Int32? =
        size == 1 ? attribute.number(UInt8.self).map(Int32.init) : attribute.number()
      if let value, value != normal { link.settings[setting] = value }
    }
  }

  package var description: String { "link list" }
}
