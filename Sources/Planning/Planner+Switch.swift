import HostState
import IPAddressing

extension Planner {
  /// Above the kernel's own tables (253 to 255), and where those of topologies are.
  private static let firstTableBeside: UInt32 = 300_000

  /// Finds out which routers cannot go to their new tables by one change of the kernel's.
  mutating func findSwitches() throws(PlanningError) {
    guard !model.isEmpty else { return }
    var concerned: Set<NamespaceName> = []
    func look(_ id: HostObjectID) {
      switch id.kind {
      case .route, .rule: concerned.insert(id.namespace)
      default: break
      }
    }
    for (id, object) in desired where model[id] != object { look(id) }
    for id in model.keys where desired[id] == nil { look(id) }
    concerned = concerned.filter {
      model[HostObjectID($0, .namespace)] != nil && desired[HostObjectID($0, .namespace)] != nil
    }
    guard !concerned.isEmpty else { return }
    var routers: [RouterRoutes.Key: RouterRoutes] = [:]
    for name in concerned {
      for family in AddressFamily.allCases {
        let key = RouterRoutes.Key(namespace: name, family: family)
        routers[key] = RouterRoutes(key)
      }
    }
    var lastTable: UInt32 = 0
    func read(
      _ objects: [HostObjectID: HostObject],
      _ side: WritableKeyPath<RouterRoutes, RouterRoutes.Side>
    ) {
      for (id, object) in objects where concerned.contains(id.namespace) {
        switch (id.kind, object) {
        case (.route(let table, let prefix, let metric), .route(let action, let lockedMTU)):
          lastTable = max(lastTable, table)
          let key = RouterRoutes.Key(namespace: id.namespace, family: prefix.family)
          routers[key]?[keyPath: side].tables[table, default: RouteDecisions()].add(
            prefix, metric: metric,
            RouteDecisions.Decision(action: action, lockedMTU: lockedMTU))
        case (.rule(let rule), _):
          let key = RouterRoutes.Key(namespace: id.namespace, family: rule.family)
          routers[key]?[keyPath: side].add(rule)
        default: break
        }
      }
    }
    read(model, \.old)
    read(desired, \.new)
    switches = try RouteSwitch.switches(
      of: routers.values.sorted { $0.key < $1.key },
      firstTable: lastTable < .max / 2
        ? max(lastTable + 1, Self.firstTableBeside) : Self.firstTableBeside)
    self.routers = routers
  }

  /// Whether a route or a rule changes while a switch keeps packets off it.
  func isSettled(_ id: HostObjectID) -> Bool {
    guard !switches.isEmpty else { return false }
    switch id.kind {
    case .route(let table, let prefix, _):
      let key = RouterRoutes.Key(namespace: id.namespace, family: prefix.family)
      return switches[key]?.settledTables.contains(table) ?? false
    case .rule(let rule):
      let key = RouterRoutes.Key(namespace: id.namespace, family: rule.family)
      return rule.input != nil && switches[key]?.preference == rule.preference
    default: return false
    }
  }

  /// Whether a route takes packets another way than the table in use does.
  func isReroute(_ id: HostObjectID) -> Bool {
    guard !routers.isEmpty, case .route(let table, let prefix, _) = id.kind else { return false }
    let key = RouterRoutes.Key(namespace: id.namespace, family: prefix.family)
    guard let decisions = routers[key]?.old.tables[table] else { return false }
    return !decisions.decision(at: prefix).isDrop
  }

  /// Fills the tables beside those that are in use.
  mutating func fillSwitchedTables() {
    for change in sortedSwitches {
      for (table, routes) in change.fillings.sorted(by: { $0.key < $1.key }) {
        let ids = routes.keys.map {
          HostObjectID(change.key.namespace, .route(table: table, destination: $0, metric: 1))
        }
        for id in ids.sorted(by: Self.preferredFirst) {
          guard case .route(_, let prefix, _) = id.kind, let decision = routes[prefix] else {
            continue
          }
          emit(
            .routes, id, .route(decision.action, lockedMTU: decision.lockedMTU),
            because: "in a table beside, until all routes can change at once")
        }
      }
    }
  }

  /// Makes the rules that pick the tables beside, which nobody asks yet.
  mutating func raiseSwitchedRules() {
    for change in sortedSwitches {
      for rule in change.rules {
        emit(
          .rules, HostObjectID(change.key.namespace, .rule(rule)), .rule,
          because: "picks a table beside, until all routes can change at once")
      }
    }
  }

  /// One rule sends packets to the tables beside; their own become what is desired, and it goes.
  mutating func switchRoutes() {
    for change in sortedSwitches {
      guard let jump = change.jump else { continue }
      emit(
        .switchRoutes, HostObjectID(change.key.namespace, .rule(jump)), .rule,
        because: change.mode == .held
          ? "routes that change are held until those of other routers have"
          : "all routes change at once")
    }
    guard !switches.isEmpty else { return }
    let unwanted = model.keys.filter { desired[$0] == nil && isSettled($0) }.sorted()
    let wanted = desired.filter { model[$0.key] != $0.value && isSettled($0.key) }.map(\.key)
    // Nothing lacks what its rule or route refers to, at any moment.
    for id in wanted.sorted(by: Self.preferredFirst) { emit(.settleRoutes, id, desired[id]) }
    for id in unwanted.sorted(by: { Self.preferredFirst($1, $0) }) { emit(.settleRoutes, id, nil) }
    for change in sortedSwitches {
      let jumps = change.router.unfinishedJumps + (change.jump.map { [$0] } ?? [])
      for jump in jumps {
        let id = HostObjectID(change.key.namespace, .rule(jump))
        guard desired[id] == nil else { continue }
        emit(.releaseSwitch, id, nil, because: "the tables are as they are to be")
      }
    }
  }

  private var sortedSwitches: [RouteSwitch] {
    switches.values.sorted { $0.key < $1.key }
  }
}
