import CLinux
package import IPAddressing

/// Makes or deletes the static entry of a bridge that says behind which port an Ethernet address is.
package struct StationRequest: NetlinkRequest {
  package var edit: Edit
  package var port: LinkReference
  package var macAddress: MACAddress

  package init(_ edit: Edit, _ macAddress: MACAddress, behind port: LinkReference) {
    self.edit = edit
    self.port = port
    self.macAddress = macAddress
  }

  package var messageType: Int { Int(edit == .delete ? RTM_DELNEIGH : RTM_NEWNEIGH) }
  package var flags: Int { edit.flags }

  package func encode(into message: inout MessageBuffer) {
    var header = ndmsg()
    header.ndm_family = UInt8(AF_BRIDGE)
    header.ndm_ifindex = port.index
    header.ndm_flags = UInt8(NTF_MASTER)
    if edit != .delete { header.ndm_state = UInt16(NUD_NOARP) }
    message.append(header)
    message.attribute(Int(NDA_LLADDR), bytes: macAddress.bytes)
  }

  package var description: String {
    "fdb \(edit.rawValue) \(macAddress) dev \(port) master" + (edit == .delete ? "" : " static")
  }
}
