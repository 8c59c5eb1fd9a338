package import Diagnostics
package import IPAddressing
package import Topology

/// One route of a table, of either kind of table.
package struct Candidate: Hashable, Sendable {
  /// Its place in the table; nil for a local route that no table holds.
  package var index: Int?
  package var destination: Prefix
  package var nextHop: NextHop
  package var origin: RouteOrigin
  package var source: SourceRange
}

extension Candidate {
  /// Whether this route is chosen over `other` when both match: the longer prefix, then static over
  /// prefix list over propagated (aws-gwlb 4.2).
  ///
  /// What is left of a tie is broken by the target, so
  /// that the order of declarations never matters.
  func isPreferred(to other: Candidate) -> Bool {
    if destination.length != other.destination.length {
      return destination.length > other.destination.length
    }
    if rank != other.rank { return rank < other.rank }
    return String(describing: nextHop) < String(describing: other.nextHop)
  }

  private var rank: Int {
    switch origin {
    case .local: 0
    case .static: 1
    case .prefixList: 2
    case .propagated: 3
    }
  }
}

extension Candidate {
  /// Whether the route is a prefix list's, and another list's is among `matches` and leads
  /// elsewhere (aws-gwlb 4.2).
  func isDisputed(by matches: [Candidate]) -> Bool {
    guard isOfPrefixList else { return false }
    return matches.contains { $0.isOfPrefixList && $0.nextHop != nextHop }
  }

  var isOfPrefixList: Bool { if case .prefixList = origin { true } else { false } }
}
