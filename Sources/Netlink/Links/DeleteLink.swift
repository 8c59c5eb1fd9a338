import CLinux

/// Deletes a link, of a veth both ends.
///
/// Each waits for grace periods of about 18 ms: many links of a namespace that stays go faster as a
/// group.
package struct DeleteLink: NetlinkRequest {
  package var link: LinkReference

  package init(_ link: LinkReference) { self.link = link }

  package var messageType: Int { Int(RTM_DELLINK) }

  package func encode(into message: inout MessageBuffer) {
    var header = ifinfomsg()
    header.ifi_index = link.index
    message.append(header)
  }

  package var description: String { "link delete \(link)" }
}
