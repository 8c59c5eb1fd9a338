import HostState

extension PlanText {
  /// A line a namespace: what happens to it, and to how many objects of each kind in it; those that
  /// lose something come first.
  package init(summaryOf plan: Plan) {
    guard !plan.isEmpty else {
      self.init(noChangesOf: plan)
      return
    }
    let groups = Dictionary(
      grouping: PlanEntry.entries(of: plan.operations), by: \.object.namespace
    )
    .map { NamespaceSummary(namespace: $0.key, entries: $0.value) }
    let width = groups.map(\.namespace.rawValue.count).max() ?? 0
    let lines = groups.sorted { ($0.rank, $0.namespace) < ($1.rank, $1.namespace) }.map { group in
      let symbol = group.action.symbol
      let mark = String(repeating: " ", count: 3 - symbol.count) + symbol
      let name = group.namespace.rawValue
      let gap = String(repeating: " ", count: width - name.count)
      return Line("\(mark) \(name)\(gap)  \(group.words)", group.action)
    }
    self.init(
      lines: Self.legend(of: groups.map(\.action)) + lines + Self.warnings(of: plan)
        + [Line("\(plan.summary)")])
  }
}

/// What a plan does to one namespace.
private struct NamespaceSummary {
  let namespace: NamespaceName
  let entries: [PlanEntry]
  /// What happens to the namespace itself, else to all in it, else a change.
  let action: Action
  /// The less is left of it, the lower.
  let rank: Int

  init(namespace: NamespaceName, entries: [PlanEntry]) {
    self.namespace = namespace
    self.entries = entries
    let own = entries.firstIndex { $0.object.kind == .namespace }
    action = own.map { entries[$0].action } ?? .update
    rank =
      switch action {
      case .delete: 0
      case .replace: 1
      case .update: entries.contains { [.delete, .replace].contains($0.action) } ? 2 : 3
      case .create: 4
      }
  }

  /// `app/instance/web: 1 link, 2 addresses` for one that is made or goes, `1 link changed, 2 routes
  /// added` for one that stays.
  var words: String {
    var counts: [(action: Action, noun: String, plural: String, count: Int)] = []
    for entry in entries where entry.object.kind != .namespace || action == .update {
      let (noun, plural) = entry.object.kind.nouns
      if let index = counts.firstIndex(where: { $0.action == entry.action && $0.noun == noun }) {
        counts[index].count += 1
      } else {
        counts.append((entry.action, noun, plural, 1))
      }
    }
    let parts = counts.map { item in
      "\(item.count) \(item.count == 1 ? item.noun : item.plural)"
        + (item.action == action && action != .update ? "" : " \(item.action.participle)")
    }
    let resource = entries.compactMap { entry -> String? in
      guard action != .update,
        case .namespace(let resource)? = entry.whole.after ?? entry.whole.before
      else { return nil }
      return resource
    }
    return (resource + [parts.joined(separator: ", ")]).filter { !$0.isEmpty }
      .joined(separator: ": ")
  }
}

extension Action {
  fileprivate var participle: String {
    switch self {
    case .create: "added"
    case .update: "changed"
    case .replace: "replaced"
    case .delete: "destroyed"
    }
  }
}

extension HostObjectID.Kind {
  /// What one and several of a kind are called.
  fileprivate var nouns: (String, String) {
    switch self {
    case .namespace: ("namespace", "namespaces")
    case .sysctl: ("sysctl", "sysctls")
    case .link: ("link", "links")
    case .address: ("address", "addresses")
    case .neighbor: ("neighbor", "neighbors")
    case .route, .foreignRoute: ("route", "routes")
    case .foreign: ("foreign object", "foreign objects")
    case .rule, .absentDefaultRule: ("rule", "rules")
    case .nftablesTable: ("nftables table", "nftables tables")
    case .dataPlane: ("data plane", "data planes")
    case .process: ("process", "processes")
    }
  }
}
