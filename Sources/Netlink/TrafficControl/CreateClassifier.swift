import CLinux

/// Makes the `clsact` qdisc of a link, which may be there.
struct CreateClassifier: NetlinkRequest {
  let filter: IngressFilter

  var messageType: Int { Int(RTM_NEWQDISC) }
  var flags: Int { Int(NLM_F_CREATE) }
  var description: String { "qdisc replace dev index \(filter.linkIndex) clsact" }

  func encode(into message: inout MessageBuffer) {
    message.append(filter.qdiscHeader())
    message.attribute(Int(TCA_KIND), string: "clsact")
  }
}
