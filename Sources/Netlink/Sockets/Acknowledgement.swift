import CLinux

/// What an NLMSG_ERROR or NLMSG_DONE says: 0 or an errno, and the extended acknowledgement.
struct Acknowledgement {
  /// 0 for success, else the errno, positive.
  let code: Int32
  private(set) var explanation: String?
  private(set) var attributeOffset: UInt32?

  /// Nil if the message is neither.
  init?(_ message: Message) {
    guard message.type == Int(NLMSG_ERROR) || message.type == Int(NLMSG_DONE) else { return nil }
    code = -(message.familyHeader(Int32.self) ?? 0)
    guard message.header.nlmsg_flags & UInt16(NLM_F_ACK_TLVS) != 0 else { return }
    var offset = MemoryLayout<Int32>.size
    if message.type == Int(NLMSG_ERROR), let error = message.familyHeader(nlmsgerr.self) {
      // NETLINK_CAP_ACK leaves the request's payload out of the answer, if the kernel knows it.
      let isCapped = message.header.nlmsg_flags & UInt16(NLM_F_CAPPED) != 0
      offset +=
        isCapped ? MemoryLayout<nlmsghdr>.size : (Int(error.msg.nlmsg_len) + 3) & ~3
    }
    for attribute in AttributeSequence(message.payload, from: offset) {
      switch attribute.type {
      case Int(NLMSGERR_ATTR_MSG.rawValue): explanation = attribute.string
      case Int(NLMSGERR_ATTR_OFFS.rawValue): attributeOffset = attribute.number()
      default: break
      }
    }
  }

  /// The refusal of a request in words; nil for success.
  func error(_ request: @autoclosure () -> String) -> NetlinkError? {
    code == 0
      ? nil
      : NetlinkError(
        request: request(), code: code, explanation: explanation, attributeOffset: attributeOffset)
  }
}
