import CLinux
package import IPAddressing

/// The routes of one family in all tables but those that the kernel made by itself.
package struct RouteDump: NetlinkDump {
  package var family: AddressFamily

  package init(_ family: AddressFamily) { self.family = family }

  package var messageType: Int { Int(RTM_GETROUTE) }

  package func encode(into message: inout MessageBuffer) {
    var header = rtmsg()
    header.rtm_family = family.number
    message.append(header)
  }

  package func decode(_ message: Message) -> ListedRoute? {
    guard message.type == Int(RTM_NEWROUTE), let header = message.familyHeader(rtmsg.self),
      header.rtm_flags & UInt32(RTM_F_CLONED) == 0, Int(header.rtm_dst_len) <= family.width
    else { return nil }
    var fields = RouteFields(header: header, family: family)
    for attribute in message.attributes(after: rtmsg.self) { fields.read(attribute) }
    let route = fields.route
    guard !route.isAutomatic else { return nil }
    // Only a route that we cannot describe is deleted by its own message.
    guard case .other = route.action else { return ListedRoute(route: route, message: []) }
    return ListedRoute(
      route: route,
      message: fields.hasNexthopObject ? Self.withoutWay(message) : Array(message.payload))
  }

  /// The message of a route with a next hop object without what that tells of itself, with which a
  /// deletion is refused.
  private static func withoutWay(_ message: Message) -> [UInt8] {
    let told = [RTA_GATEWAY, RTA_OIF, RTA_VIA, RTA_MULTIPATH].map { Int($0.rawValue) }
    var copy = MessageBuffer()
    copy.append(bytes: message.payload.prefix(MemoryLayout<rtmsg>.size))
    for attribute in message.attributes(after: rtmsg.self) where !told.contains(attribute.type) {
      copy.attribute(attribute.type, bytes: Array(attribute.payload))
    }
    return copy.bytes
  }

  package var description: String { "route list \(family == .ipv4 ? "inet" : "inet6")" }
}
