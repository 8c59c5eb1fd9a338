/// What somebody else made in a namespace of ours, of a kind that the model has no words for: it can
/// only be seen and removed.
package struct ForeignItem: Hashable, Sendable, Codable {
  package enum Kind: String, Hashable, Sendable, Codable {
    /// One with another address at the link's other end, or one that ends by itself.
    case address
    case nexthop
    case proxyNeighbor = "proxy_neighbor"
    case queueingDiscipline = "qdisc"
    /// Of traffic control.
    case filter
    /// At a link's TCX hook.
    case program
    /// All policies and associations of IPsec, and what is done without one.
    case ipsec
    /// What is in one of iptables' older tables.
    case legacyTable = "legacy_table"
  }

  package var kind: Kind
  /// The link that it goes with.
  package var link: LinkName?
  /// What it is, as its tool would print it.
  package var summary: String
  /// What selects exactly this one when it is removed; of most the rtnetlink message that deletes it,
  /// without its `nlmsghdr`.
  package var selector: [UInt8]

  package init(_ kind: Kind, link: LinkName? = nil, summary: String, selector: [UInt8] = []) {
    self.kind = kind
    self.link = link
    self.summary = summary
    self.selector = selector
  }
}

extension ForeignItem {
  /// Whether nothing of a topology's could be refused for it.
  package var isInNobodysWay: Bool {
    switch kind {
    case .nexthop, .ipsec, .legacyTable: true
    case .address, .proxyNeighbor, .queueingDiscipline, .filter, .program: false
    }
  }
}

extension ForeignItem: Comparable {
  package static func < (left: ForeignItem, right: ForeignItem) -> Bool {
    (left.kind.rawValue, left.summary) < (right.kind.rawValue, right.summary)
  }
}

extension ForeignItem: CustomStringConvertible {
  package var description: String {
    switch kind {
    case .address: "address \(summary)"
    case .nexthop: "nexthop \(summary)"
    case .proxyNeighbor: "neighbor proxy \(summary)"
    case .queueingDiscipline: "qdisc \(summary)"
    case .filter: "filter \(summary)"
    case .program: "program \(summary)"
    case .ipsec: "xfrm \(summary)"
    case .legacyTable: summary
    }
  }
}
