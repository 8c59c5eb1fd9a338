/// What is worth a closer look at a table: most have nothing of it.
struct TableTraits: OptionSet, Sendable {
  let rawValue: UInt8

  /// Some route leads where the one around it leads.
  static let repeats = TableTraits(rawValue: 1)
  /// Some route's addresses are all decided for by others.
  static let covers = TableTraits(rawValue: 2)
  /// Some route came from a prefix list.
  static let prefixLists = TableTraits(rawValue: 4)
  /// Some route is of a range that AWS never forwards.
  static let reserved = TableTraits(rawValue: 8)
  /// Some route leads to an instance.
  static let instances = TableTraits(rawValue: 16)
}
