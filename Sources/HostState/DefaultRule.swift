package import IPAddressing

/// One of the policy routing rules that the kernel makes in a new namespace: 0 looks `local` up,
/// 32766 `main` and, for IPv4, 32767 `default`.
package struct DefaultRule: Hashable, Sendable, Comparable, Codable {
  package enum Table: UInt32, Hashable, Sendable, Codable {
    case local = 255
    case main = 254
    case `default` = 253

    /// The kernel's preference for the table.
    package var preference: UInt32 {
      switch self {
      case .local: 0
      case .main: 32766
      case .default: 32767
      }
    }
  }

  package var family: AddressFamily
  package var table: Table

  package init(family: AddressFamily, table: Table) {
    self.family = family
    self.table = table
  }

  /// Those of a new namespace.
  package static let all: Set<DefaultRule> = [
    DefaultRule(family: .ipv4, table: .local), DefaultRule(family: .ipv4, table: .main),
    DefaultRule(family: .ipv4, table: .default), DefaultRule(family: .ipv6, table: .local),
    DefaultRule(family: .ipv6, table: .main),
  ]

  package static func < (left: DefaultRule, right: DefaultRule) -> Bool {
    (left.family, left.table.preference) < (right.family, right.table.preference)
  }
}
