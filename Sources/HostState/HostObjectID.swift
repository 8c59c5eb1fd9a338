package import IPAddressing

/// The identity of one kernel object (or process) that a topology owns: what stays the same when
/// its settings change.
///
/// Two values with the same identity are an update, not a delete and a create.
package struct HostObjectID: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case namespace
    /// A path below `/proc/sys`.
    case sysctl(String)
    case link(LinkName)
    /// The prefix length is a setting: the kernel's identity of an IPv6 address leaves it out.
    case address(LinkName, IPAddress)
    case neighbor(LinkName, IPAddress)
    case route(table: UInt32, destination: Prefix, metric: UInt32)
    /// Several routes that somebody else made may share a table, destination and metric.
    indirect case foreignRoute(RouteState)
    indirect case foreign(ForeignItem)
    /// A rule is nothing but its selectors and its action: any change makes it another rule.
    indirect case rule(RuleState)
    /// A rule of the kernel's own that is deleted on purpose.
    case absentDefaultRule(DefaultRule)
    /// `FAMILY NAME`.
    case nftablesTable(String)
    case dataPlane
    case process(String)
  }

  package var namespace: NamespaceName
  package var kind: Kind

  package init(_ namespace: NamespaceName, _ kind: Kind) {
    self.namespace = namespace
    self.kind = kind
  }
}

extension HostObjectID: Comparable {
  /// By namespace, then kind in the order of their making, then the kind's natural order.
  package static func < (left: HostObjectID, right: HostObjectID) -> Bool {
    if left.namespace != right.namespace { return left.namespace < right.namespace }
    switch (left.kind, right.kind) {
    case (.sysctl(let first), .sysctl(let second)): return first < second
    case (.link(let first), .link(let second)): return first < second
    case (.address(let link, let first), .address(let otherLink, let second)),
      (.neighbor(let link, let first), .neighbor(let otherLink, let second)):
      guard left.kind.rank == right.kind.rank else { break }
      return (link, first) < (otherLink, second)
    case (.route(let table, let first, let metric), .route(let otherTable, let second, let other)):
      return (table, first, metric) < (otherTable, second, other)
    case (.foreignRoute(let first), .foreignRoute(let second)): return first < second
    case (.foreign(let first), .foreign(let second)): return first < second
    case (.rule(let first), .rule(let second)): return first < second
    case (.absentDefaultRule(let first), .absentDefaultRule(let second)): return first < second
    case (.nftablesTable(let first), .nftablesTable(let second)): return first < second
    case (.process(let first), .process(let second)): return first < second
    default: break
    }
    return left.kind.rank < right.kind.rank
  }
}

extension HostObjectID.Kind {
  /// The place of a kind in the order in which a host is built.
  fileprivate var rank: Int {
    switch self {
    case .namespace: 0
    case .sysctl: 1
    case .link: 2
    case .address: 3
    case .neighbor: 4
    case .route: 5
    case .foreignRoute: 6
    case .rule: 7
    case .absentDefaultRule: 8
    case .nftablesTable: 9
    case .dataPlane: 10
    case .process: 11
    case .foreign: 12
    }
  }
}
