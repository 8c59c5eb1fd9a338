import CLinux

/// Sets what a link or a bridge does that is the kernel's own to decide otherwise.
package struct SetLinkSetting: NetlinkRequest, Hashable {
  package var link: LinkReference
  /// A flag, or a bridge's.
  package var setting: LinkSetting
  package var value: Int32

  package init(_ link: LinkReference, _ setting: LinkSetting, _ value: Int32) {
    self.link = link
    self.setting = setting
    self.value = value
  }

  package var messageType: Int { Int(RTM_NEWLINK) }

  package func encode(into message: inout MessageBuffer) {
    var header = ifinfomsg()
    header.ifi_index = link.index
    if let flag = LinkSetting.flags.first(where: { $0.setting == setting }) {
      header.ifi_change = flag.bit
      header.ifi_flags = (value != 0) == flag.isInverted ? 0 : flag.bit
    }
    message.append(header)
    guard let bridge = LinkSetting.bridge.first(where: { $0.value.setting == setting }) else {
      return
    }
    message.nested(Int(IFLA_LINKINFO)) { information in
      information.attribute(Int(IFLA_INFO_KIND), string: "bridge")
      information.nested(Int(IFLA_INFO_DATA)) { data in
        if bridge.value.size == 1 {
          data.attribute(bridge.key, UInt8(truncatingIfNeeded: value))
        } else {
          data.attribute(bridge.key, UInt32(bitPattern: value))
        }
      }
    }
  }

  package var description: String { "link set \(link) \(setting) \(value)" }
}
