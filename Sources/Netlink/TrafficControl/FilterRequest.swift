import CLinux

/// Asks what a filter runs.
struct FilterRequest: NetlinkRequest {
  let filter: IngressFilter

  var messageType: Int { Int(RTM_GETTFILTER) }
  var description: String { "filter get dev index \(filter.linkIndex) ingress" }

  func encode(into message: inout MessageBuffer) {
    message.append(filter.header())
    message.attribute(Int(TCA_KIND), string: "bpf")
  }

  /// The id of the program.
  static func decode(_ message: Message) -> UInt32? {
    guard message.type == Int(RTM_NEWTFILTER) else { return nil }
    return message.attributes(after: tcmsg.self)[Int(TCA_OPTIONS)]?
      .nested[Int(TCA_BPF_ID)]?.number()
  }
}
