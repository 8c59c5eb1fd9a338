import CLinux

/// Sets what a bridge does at one of its ports.
package struct SetBridgePort: NetlinkRequest {
  package var link: LinkReference
  package var settings: [LinkSetting: UInt8]

  package init(_ link: LinkReference, _ settings: [LinkSetting: UInt8]) {
    self.link = link
    self.settings = settings
  }

  package var messageType: Int { Int(RTM_NEWLINK) }

  package func encode(into message: inout MessageBuffer) {
    var header = ifinfomsg()
    header.ifi_index = link.index
    message.append(header)
    message.nested(Int(IFLA_LINKINFO)) { information in
      information.attribute(Int(IFLA_INFO_SLAVE_KIND), string: "bridge")
      information.nested(Int(IFLA_INFO_SLAVE_DATA)) { data in
        for (attribute, port) in LinkSetting.port {
          if let value = settings[port.setting] { data.attribute(attribute, value) }
        }
      }
    }
  }

  package var description: String {
    let words = settings.map { "\($0.key) \($0.value)" }.sorted()
    return "bridge link set \(link) \(words.joined(separator: " "))"
  }
}
