import CLinux

/// The queueing disciplines that somebody gave to links: those of the kernel's own have no handle.
package struct QueueingDisciplineDump: NetlinkDump {
  package init() {}

  package var messageType: Int { Int(RTM_GETQDISC) }

  package func encode(into message: inout MessageBuffer) { message.append(tcmsg()) }

  package func decode(_ message: Message) -> ListedObject? {
    guard message.type == Int(RTM_NEWQDISC), let header = message.familyHeader(tcmsg.self),
      header.tcm_handle != 0
    else { return nil }
    let kind = message.attributes(after: tcmsg.self)[Int(TCA_KIND)]?.string ?? ""
    return ListedObject(
      kind: .queueingDiscipline, linkIndex: header.tcm_ifindex, summary: kind,
      message: Array(message.payload))
  }

  package var description: String { "qdisc list" }
}
