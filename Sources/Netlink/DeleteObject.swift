import CLinux

/// Deletes a listed route or rule by the kernel's own message about it.
package struct DeleteObject: NetlinkRequest {
  package enum Kind: String, Hashable, Sendable {
    case route
    case rule
  }

  package var kind: Kind
  /// The listing's message without its `nlmsghdr`.
  package var message: [UInt8]
  package var summary: String

  package init(_ kind: Kind, message: [UInt8], summary: String) {
    self.kind = kind
    self.message = message
    self.summary = summary
  }

  package var messageType: Int { Int(kind == .route ? RTM_DELROUTE : RTM_DELRULE) }

  package func encode(into message: inout MessageBuffer) { message.append(bytes: self.message) }

  package var description: String { "\(kind.rawValue) delete \(summary)" }
}
