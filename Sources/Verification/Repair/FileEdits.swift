import IPAddressing
import Topology

/// Turns what diagnoses wish for into changes of the file.
struct FileEdits {
  let topology: Topology
  /// Whether a line may stand in several tables, as it does where the file has aliases.
  var mayShare = true

  /// Nil where the file's lines cannot say it.
  ///
  /// - Parameter isZonal: whether `@zone` is written wherever it may be.
  func edits(for wishes: [Edit], isZonal: Bool) -> [FileEdit]? {
    var settings: [FileEdit] = []
    var places: [TableRewrite.Place] = []
    var routes: [TableRewrite.Place: [Prefix: Set<NextHop?>]] = [:]
    func wish(_ place: TableRewrite.Place, _ prefix: Prefix, _ nextHop: NextHop?) {
      if routes[place] == nil { places.append(place) }
      routes[place, default: [:]][prefix, default: []].insert(nextHop)
    }
    for edit in wishes {
      switch edit {
      case .addRoute(let table, let prefix, let nextHop),
        .retargetRoute(let table, let prefix, from: _, to: let nextHop):
        guard let place = place(of: table) else { return nil }
        wish(place, prefix, nextHop)
      case .removeRoute(let table, let prefix, _):
        guard let place = place(of: table) else { return nil }
        wish(place, prefix, nil)
      case .addEdgeRoute(let vpc, let gateway, let prefix, let nextHop):
        wish(.edge(vpc, gateway), prefix, nextHop)
      case .set(let setting):
        if !settings.contains(.set(setting)) { settings.append(.set(setting)) }
      }
    }
    var result = settings
    for place in places {
      guard let rewriting = TableRewriting(topology, place, isZonal: isZonal, mayShare: mayShare)
      else { return nil }
      // A table that becomes one a zone by none of its targets stays one.
      let rewrite =
        rewriting.rewrite(routes[place] ?? [:], isZonal: isZonal)
        ?? (rewriting.isSplit
          ? TableRewriting(topology, place, isZonal: false, mayShare: mayShare)?
            .rewrite(routes[place] ?? [:], isZonal: false) : nil)
      guard let rewrite else { return nil }
      result.append(.rewrite(rewrite))
    }
    return result.isEmpty ? nil : result
  }

  private func place(of table: Table) -> TableRewrite.Place? {
    switch table {
    case .transitGateway: return .declared([table])
    case .local: return nil
    case .routeTable(let id):
      if topology[id].isImplicit { return .main(topology[id].vpc) }
      return .declared(topology.members(of: id).map { .routeTable($0) })
    }
  }
}
