import CLinux
import Glibc
import Testing

@testable import Netlink

@Suite("Acknowledgements")
struct AcknowledgementTests {
  /// An NLMSG_ERROR about a request of 24 bytes, as a kernel that cuts the request off sends it, or
  /// as one that does not.
  private func acknowledge(
    _ code: Int32, explanation: String?, isCapped: Bool
  ) -> Acknowledgement? {
    var buffer = MessageBuffer()
    let flags = (explanation == nil ? 0 : NLM_F_ACK_TLVS) | (isCapped ? NLM_F_CAPPED : 0)
    buffer.begin(type: UInt16(NLMSG_ERROR), flags: UInt16(flags), sequence: 3)
    buffer.append(-code)
    buffer.append(
      nlmsghdr(nlmsg_len: 24, nlmsg_type: 24, nlmsg_flags: 5, nlmsg_seq: 3, nlmsg_pid: 0))
    if !isCapped { buffer.append(UInt64.max) }
    if let explanation {
      buffer.attribute(Int(NLMSGERR_ATTR_MSG.rawValue), string: explanation)
      buffer.attribute(Int(NLMSGERR_ATTR_OFFS.rawValue), UInt32(16))
    }
    buffer.end()
    return buffer.bytes.withUnsafeBytes { bytes in
      var rest = bytes
      return Message(takingFrom: &rest).flatMap(Acknowledgement.init)
    }
  }

  @Test("The kernel's words are found behind the request, or behind its header alone")
  func explanation() throws {
    for isCapped in [true, false] {
      let refusal = try #require(
        acknowledge(EINVAL, explanation: "Invalid prefix", isCapped: isCapped))
      #expect(
        refusal.error("route add")
          == NetlinkError(
            request: "route add", code: EINVAL, explanation: "Invalid prefix", attributeOffset: 16))
    }
  }

  @Test("Success is no error, with a warning of the kernel's or without")
  func success() throws {
    for explanation in [nil, "a warning"] {
      let success = try #require(acknowledge(0, explanation: explanation, isCapped: true))
      #expect(success.error("route add") == nil)
    }
  }

  @Test("A message that is neither NLMSG_ERROR nor NLMSG_DONE acknowledges nothing")
  func others() {
    let isAcknowledgement = Encoded(DeleteLink(.loopback)).read { Acknowledgement($0) != nil }
    #expect(!isAcknowledgement)
  }
}
