import CLinux

/// All addresses that links answer for in the place of others (`ip neigh show proxy`).
package struct ProxyNeighborDump: NetlinkDump {
  package init() {}

  package var messageType: Int { Int(RTM_GETNEIGH) }

  package func encode(into message: inout MessageBuffer) {
    var header = ndmsg()
    header.ndm_flags = UInt8(NTF_PROXY)
    message.append(header)
  }

  package func decode(_ message: Message) -> ListedObject? {
    guard message.type == Int(RTM_NEWNEIGH), let header = message.familyHeader(ndmsg.self),
      let address = message.attributes(after: ndmsg.self)[Int(NDA_DST)]?.address
    else { return nil }
    return ListedObject(
      kind: .neighbor, linkIndex: header.ndm_ifindex == 0 ? nil : header.ndm_ifindex,
      summary: "\(address)", message: Array(message.payload))
  }

  package var description: String { "neigh list proxy" }
}
