import CLinux

/// Deletes a listed object by the kernel's own message about it, or what selects the same.
package struct DeleteObject: NetlinkRequest {
  package enum Kind: String, Hashable, Sendable {
    case route
    case rule
    case address
    case nexthop
    case neighbor = "neigh"
    case queueingDiscipline = "qdisc"
    case filter
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

  package var messageType: Int {
    switch kind {
    case .route: Int(RTM_DELROUTE)
    case .rule: Int(RTM_DELRULE)
    case .address: Int(RTM_DELADDR)
    case .nexthop: Int(RTM_DELNEXTHOP)
    case .neighbor: Int(RTM_DELNEIGH)
    case .queueingDiscipline: Int(RTM_DELQDISC)
    case .filter: Int(RTM_DELTFILTER)
    }
  }

  package func encode(into message: inout MessageBuffer) { message.append(bytes: self.message) }

  package var description: String { "\(kind.rawValue) delete \(summary)" }
}
