import CLinux
package import IPAddressing

/// What a link is created with.
package struct LinkSettings: Hashable, Sendable {
  package var name: String
  package var index: Int32
  /// Zeros: the kernel decides.
  package var macAddress: MACAddress
  package var mtu: Int
  package var group: UInt32

  package init(name: String, index: Int32, macAddress: MACAddress, mtu: Int, group: UInt32) {
    self.name = name
    self.index = index
    self.macAddress = macAddress
    self.mtu = mtu
    self.group = group
  }

  package var reference: LinkReference { LinkReference(index: index, name: name) }

  func encode(into message: inout MessageBuffer) {
    var header = ifinfomsg()
    header.ifi_index = index
    message.append(header)
    message.attribute(Int(IFLA_IFNAME), string: name)
    if macAddress.bits != 0 { message.attribute(Int(IFLA_ADDRESS), bytes: macAddress.bytes) }
    message.attribute(Int(IFLA_MTU), UInt32(mtu))
    message.attribute(Int(IFLA_GROUP), group)
  }
}

extension LinkSettings: CustomStringConvertible {
  package var description: String {
    "\(name) index \(index) address \(macAddress) mtu \(mtu) group \(group)"
  }
}
