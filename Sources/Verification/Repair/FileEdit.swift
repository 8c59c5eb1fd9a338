import Topology

/// One change that a person can make in one place of the file, with all that it changes.
enum FileEdit: Hashable, Sendable {
  case rewrite(TableRewrite)
  case set(Setting)

  /// The tables whose routes it changes, where it changes nothing else.
  var tables: [Table]? {
    switch self {
    case .rewrite(let rewrite):
      if case .edge = rewrite.place { nil } else { rewrite.changes.map(\.table) }
    case .set: nil
    }
  }
}
