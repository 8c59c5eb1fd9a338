import CLinux

/// The filters at one side of a link's `clsact` qdisc, but for the one that an `IngressFilter` is.
package struct FilterDump: NetlinkDump {
  private let linkIndex: Int32
  private let isIngress: Bool

  package init(linkIndex: Int32, isIngress: Bool) {
    self.linkIndex = linkIndex
    self.isIngress = isIngress
  }

  package var messageType: Int { Int(RTM_GETTFILTER) }

  package func encode(into message: inout MessageBuffer) {
    var header = tcmsg()
    header.tcm_ifindex = linkIndex
    header.tcm_parent = isIngress ? IngressFilter.ingress : IngressFilter.egress
    message.append(header)
  }

  package func decode(_ message: Message) -> ListedObject? {
    guard message.type == Int(RTM_NEWTFILTER), let header = message.familyHeader(tcmsg.self)
    else { return nil }
    let kind = message.attributes(after: tcmsg.self)[Int(TCA_KIND)]?.string ?? ""
    let own = IngressFilter(linkIndex: linkIndex).header()
    let isOwnPlace = isIngress && header.tcm_info == own.tcm_info && kind == "bpf"
    // Each preference is listed once without a handle, for all that have it.
    if isOwnPlace
      ? header.tcm_handle == own.tcm_handle || header.tcm_handle == 0
      : header.tcm_handle != 0
    {
      return nil
    }
    let handle = header.tcm_handle == 0 ? "" : " handle \(header.tcm_handle)"
    return ListedObject(
      kind: .filter, linkIndex: linkIndex,
      summary: "\(isIngress ? "ingress" : "egress") pref \(header.tcm_info >> 16)\(handle) \(kind)",
      message: Array(message.payload))
  }

  package var description: String {
    "filter list dev index \(linkIndex) \(isIngress ? "ingress" : "egress")"
  }
}
