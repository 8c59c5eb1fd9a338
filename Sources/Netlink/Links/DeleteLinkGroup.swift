import CLinux

/// Deletes every link of a group in the namespace, all in one go.
///
/// - Precondition: Not group 0, which every link is in that was never put into another.
package struct DeleteLinkGroup: NetlinkRequest {
  package var group: UInt32

  package init(_ group: UInt32) {
    precondition(group != 0, "group 0 is everybody's")
    self.group = group
  }

  package var messageType: Int { Int(RTM_DELLINK) }

  package func encode(into message: inout MessageBuffer) {
    message.append(ifinfomsg())
    message.attribute(Int(IFLA_GROUP), group)
  }

  package var description: String { "link delete group \(group)" }
}
