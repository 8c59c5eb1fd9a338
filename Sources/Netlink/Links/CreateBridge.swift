import CLinux

/// Makes a bridge that forwards at once and floods multicast: `stp_state 0`, `forward_delay 0`,
/// `mcast_snooping 0`.
///
/// It is down.
package struct CreateBridge: NetlinkRequest {
  package var settings: LinkSettings

  package init(_ settings: LinkSettings) { self.settings = settings }

  package var messageType: Int { Int(RTM_NEWLINK) }
  package var flags: Int { Edit.add.flags }

  package func encode(into message: inout MessageBuffer) {
    settings.encode(into: &message)
    message.nested(Int(IFLA_LINKINFO)) { information in
      information.attribute(Int(IFLA_INFO_KIND), string: "bridge")
      information.nested(Int(IFLA_INFO_DATA)) { bridge in
        bridge.attribute(Int(IFLA_BR_FORWARD_DELAY), UInt32(0))
        bridge.attribute(Int(IFLA_BR_STP_STATE), UInt32(0))
        bridge.attribute(Int(IFLA_BR_MCAST_SNOOPING), UInt8(0))
      }
    }
  }

  package var description: String {
    "link add \(settings) type bridge stp_state 0 forward_delay 0 mcast_snooping 0"
  }
}
