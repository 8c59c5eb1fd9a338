import CLinux
import IPAddressing

/// All neighbour entries of a namespace, learned ones too.
package struct NeighborDump: NetlinkDump {
  package init() {}

  package var messageType: Int { Int(RTM_GETNEIGH) }

  package func encode(into message: inout MessageBuffer) { message.append(ndmsg()) }

  package func decode(_ message: Message) -> Neighbor? {
    guard message.type == Int(RTM_NEWNEIGH), let header = message.familyHeader(ndmsg.self)
    else { return nil }
    let attributes = message.attributes(after: ndmsg.self)
    guard let address = attributes[Int(NDA_DST)]?.address else { return nil }
    return Neighbor(
      linkIndex: header.ndm_ifindex, address: address,
      macAddress: attributes[Int(NDA_LLADDR)]?.macAddress,
      isPermanent: header.ndm_state & UInt16(NUD_PERMANENT) != 0)
  }

  package var description: String { "neigh list" }
}
