import CLinux
import IPAddressing

/// Adds, replaces or deletes a route; a replaced one is exchanged without a moment in between.
///
/// - Precondition: The route's action is none that is only observed.
package struct RouteRequest: NetlinkRequest {
  package var edit: Edit
  package var route: Route
  package var linkName: String

  package init(_ edit: Edit, _ route: Route, linkName: String = "") {
    if case .other = route.action { preconditionFailure("such a route can only be observed") }
    self.edit = edit
    self.route = route
    self.linkName = linkName
  }

  package var messageType: Int { Int(edit == .delete ? RTM_DELROUTE : RTM_NEWROUTE) }
  package var flags: Int { edit.flags }

  package func encode(into message: inout MessageBuffer) {
    message.append(header)
    message.attribute(Int(RTA_TABLE.rawValue), route.table)
    message.attribute(Int(RTA_DST.rawValue), bytes: route.destination.address.bytes)
    message.attribute(Int(RTA_PRIORITY.rawValue), route.metric)
    switch route.action {
    case .link(let index): message.attribute(Int(RTA_OIF.rawValue), index)
    case .via(let address, let index, _):
      message.attribute(Int(RTA_GATEWAY.rawValue), bytes: address.bytes)
      message.attribute(Int(RTA_OIF.rawValue), index)
    case .blackhole, .other: break
    }
    if let mtu = route.lockedMTU, edit != .delete {
      message.nested(Int(RTA_METRICS.rawValue)) { metrics in
        metrics.attribute(Int(RTAX_LOCK), UInt32(1) << UInt32(RTAX_MTU))
        metrics.attribute(Int(RTAX_MTU), UInt32(mtu))
      }
    }
  }

  private var header: rtmsg {
    var header = rtmsg()
    header.rtm_family = route.destination.family.number
    header.rtm_dst_len = UInt8(route.destination.length)
    // The field has 8 bits; RTA_TABLE has the number whatever its size.
    header.rtm_table = route.table < 256 ? UInt8(route.table) : UInt8(RT_TABLE_COMPAT.rawValue)
    header.rtm_type = UInt8(RTN_UNICAST)
    switch route.action {
    case .link: header.rtm_scope = UInt8(RT_SCOPE_LINK.rawValue)
    case .via(_, _, let onLink): header.rtm_flags = onLink ? UInt32(RTNH_F_ONLINK) : 0
    case .blackhole, .other: header.rtm_type = UInt8(RTN_BLACKHOLE)
    }
    // Deletion takes the route whoever made it.
    if edit != .delete { header.rtm_protocol = route.owner }
    return header
  }

  package var description: String { "route \(edit.rawValue) \(route.words(linkName: linkName))" }
}
