import Diagnostics

/// The names of one kind in one VPC: each stands for one element, or for one a zone.
struct NameTable<Element: Sendable>: Sendable {
  struct Group: Sendable {
    /// Empty after an error: then nothing is said about references either.
    var members: [ID<Element>]
    /// Whether the name stands for one element a zone.
    var isZonal: Bool
    var source: SourceRange
  }

  private(set) var groups: [String: Group] = [:]

  subscript(name: String) -> Group? { groups[name] }

  var names: some Collection<String> { groups.keys }

  /// Gives a name; returns where it is taken already.
  mutating func insert(_ name: String, _ group: Group) -> SourceRange? {
    if let known = groups[name] { return known.source }
    groups[name] = group
    return nil
  }
}
