import CLinux
import IPAddressing

/// Adds, replaces or deletes a permanent neighbour entry.
package struct NeighborRequest: NetlinkRequest {
  package var edit: Edit
  package var neighbor: Neighbor
  package var linkName: String

  package init(_ edit: Edit, _ neighbor: Neighbor, linkName: String = "") {
    self.edit = edit
    self.neighbor = neighbor
    self.linkName = linkName
  }

  package var messageType: Int { Int(edit == .delete ? RTM_DELNEIGH : RTM_NEWNEIGH) }
  package var flags: Int { edit.flags }

  package func encode(into message: inout MessageBuffer) {
    var header = ndmsg()
    header.ndm_family = neighbor.address.family.number
    header.ndm_ifindex = neighbor.linkIndex
    if edit != .delete { header.ndm_state = UInt16(NUD_PERMANENT) }
    message.append(header)
    message.attribute(Int(NDA_DST), bytes: neighbor.address.bytes)
    if edit != .delete, let macAddress = neighbor.macAddress {
      message.attribute(Int(NDA_LLADDR), bytes: macAddress.bytes)
    }
  }

  package var description: String {
    let link = LinkReference(index: neighbor.linkIndex, name: linkName)
    let end = neighbor.macAddress.map { " lladdr \($0) nud permanent" } ?? ""
    return "neigh \(edit.rawValue) \(neighbor.address) dev \(link)"
      + (edit == .delete ? "" : end)
  }
}
