import CLinux

/// A refusal by the kernel: of a netlink request or of a system call on a namespace.
package struct NetlinkError: Error, Hashable, Sendable {
  /// What was asked, in `ip`'s words: `route add 10.0.0.0/8 dev a table 101 in bw.catagram.app`.
  package var request: String
  /// The errno, positive.
  package var code: Int32
  /// The kernel's own explanation (NLMSGERR_ATTR_MSG), where it gave one.
  package var explanation: String?
  /// Where in the request the offending attribute begins, in bytes from its `nlmsghdr`.
  package var attributeOffset: UInt32?

  package init(
    request: String, code: Int32, explanation: String? = nil, attributeOffset: UInt32? = nil
  ) {
    self.request = request
    self.code = code
    self.explanation = explanation
    self.attributeOffset = attributeOffset
  }

  /// The errno's name, such as `EEXIST`.
  package var name: String {
    clinux_error_name(code).map { String(cString: $0) } ?? "errno \(code)"
  }

  /// The errno's text, such as `File exists`.
  package var text: String {
    clinux_error_text(code).map { String(cString: $0) } ?? "unknown error"
  }
}

extension NetlinkError: CustomStringConvertible {
  package var description: String {
    "\(request): \(text) (\(name))" + (explanation.map { ": \($0)" } ?? "")
  }
}
