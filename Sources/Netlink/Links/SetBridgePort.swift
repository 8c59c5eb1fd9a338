import CLinux

/// Sets what a bridge does at one of its ports.
package struct SetBridgePort: NetlinkRequest {
  package var link: LinkReference
  package var setting: LinkSetting
  package var value: UInt8

  package init(_ link: LinkReference, _ setting: LinkSetting, _ value: UInt8) {
    self.link = link
    self.setting = setting
    self.value = value
  }

  package var messageType: Int { Int(RTM_NEWLINK) }

  package func encode(into message: inout MessageBuffer) {
    var header = ifinfomsg()
    header.ifi_index = link.index
    message.append(header)
    message.nested(Int(IFLA_LINKINFO)) { information in
      information.attribute(Int(IFLA_INFO_SLAVE_KIND), string: "bridge")
      information.nested(Int(IFLA_INFO_SLAVE_DATA)) { data in
        for (attribute, port) in LinkSetting.port where port.setting == setting {
          data.attribute(attribute, value)
        }
      }
    }
  }

  package var description: String { "bridge link set \(link) \(setting) \(value)" }
}
