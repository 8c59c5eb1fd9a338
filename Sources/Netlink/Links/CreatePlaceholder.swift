import CLinux

/// Makes a link that only has a name and an index, for what looks links up by them.
package struct CreatePlaceholder: NetlinkRequest {
  package var link: LinkReference

  package init(_ link: LinkReference) { self.link = link }

  package var messageType: Int { Int(RTM_NEWLINK) }
  package var flags: Int { Edit.add.flags }

  package func encode(into message: inout MessageBuffer) {
    var header = ifinfomsg()
    header.ifi_index = link.index
    message.append(header)
    message.attribute(Int(IFLA_IFNAME), string: link.name)
    message.nested(Int(IFLA_LINKINFO)) { $0.attribute(Int(IFLA_INFO_KIND), string: "bridge") }
  }

  package var description: String { "link add \(link) index \(link.index) type bridge" }
}
