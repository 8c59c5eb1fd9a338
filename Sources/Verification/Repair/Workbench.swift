import Topology

/// A topology of one's own to make edits in, one set after the other: what a set changed is put back
/// before the next is made, so that not everything is copied for each.
struct Workbench {
  private let original: Topology
  private var edited: Topology
  private var touched: [Table] = []

  init(_ topology: Topology) {
    original = topology
    edited = topology
  }

  /// The topology with the edits made; nil when two of them contradict each other or one does not
  /// apply.
  mutating func applying(_ edits: [FileEdit]) -> Topology? {
    putBack()
    let tables = edits.compactMap(\.routes)
    guard tables.count == edits.count else { return original.applying(edits) }
    touched = tables.flatMap(\.self)
    return edits.allSatisfy { edited.apply($0) } ? edited : nil
  }

  private mutating func putBack() {
    for table in touched {
      switch table {
      case .routeTable(let id): edited.routeTables[id.index] = original.routeTables[id.index]
      case .transitGateway(let id):
        edited.transitGatewayRouteTables[id.index] = original.transitGatewayRouteTables[id.index]
      case .local: break
      }
    }
    touched = []
  }
}

extension FileEdit {
  /// The tables in which it changes routes, where it does nothing else.
  fileprivate var routes: [Table]? {
    guard case .rewrite(let rewrite) = self, let tables,
      rewrite.changes.allSatisfy({ $0.zone == nil })
    else { return nil }
    return tables
  }
}
