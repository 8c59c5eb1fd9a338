import CLinux
import IPAddressing

/// Adds or deletes an address.
///
/// IPv6 ones are usable at once (`nodad`). The kernel makes the connected route.
package struct AddressRequest: NetlinkRequest {
  package var edit: Edit
  package var address: Address
  package var linkName: String

  package init(_ edit: Edit, _ address: Address, linkName: String = "") {
    self.edit = edit
    self.address = address
    self.linkName = linkName
  }

  package var messageType: Int { Int(edit == .delete ? RTM_DELADDR : RTM_NEWADDR) }
  package var flags: Int { edit.flags }

  package func encode(into message: inout MessageBuffer) {
    var header = ifaddrmsg()
    header.ifa_family = address.address.family.number
    header.ifa_prefixlen = UInt8(address.prefixLength)
    header.ifa_index = UInt32(address.linkIndex)
    message.append(header)
    message.attribute(Int(IFA_LOCAL), bytes: address.address.bytes)
    message.attribute(Int(IFA_ADDRESS), bytes: address.address.bytes)
    guard edit != .delete else { return }
    if address.owner != 0 { message.attribute(Int(IFA_PROTO), address.owner) }
    if address.address.family == .ipv6 {
      message.attribute(Int(IFA_FLAGS), UInt32(IFA_F_NODAD))
    }
  }

  package var description: String {
    let link = LinkReference(index: address.linkIndex, name: linkName)
    return "address \(edit.rawValue) \(address.address)/\(address.prefixLength) dev \(link)"
  }
}
