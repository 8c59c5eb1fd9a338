import Diagnostics

/// The names of one kind in one VPC: each stands for one element, or for one a zone.
struct NameTable<Element: Sendable>: Sendable {
  struct Group: Sendable {
    /// Empty after an error: then nothing is said about references either.
    var members: [ID<Element>]
    /// Whether the name stands for one element a zone.
    var isZonal: Bool
    var source: SourceRange
    /// False when some of its members were refused: nothing is said about references to them either.
    var isWhole = true
  }

  private(set) var groups: [String: Group] = [:]

  init(expecting count: Int = 0) { groups.reserveCapacity(count) }

  subscript(name: String) -> Group? { groups[name] }

  var names: some Collection<String> { groups.keys }

  /// Whether a name may be that of a member, `NAME-ZONE`, that was refused.
  func isRefusedMember(_ name: String) -> Bool {
    name.indices.contains { index in
      guard name[index] == "-", let group = groups[String(name[..<index])] else { return false }
      return group.members.isEmpty || !group.isWhole
    }
  }

  /// Gives a name; returns where it is taken already.
  mutating func insert(_ name: String, _ group: Group) -> SourceRange? {
    if let known = groups[name] { return known.source }
    groups[name] = group
    return nil
  }
}
