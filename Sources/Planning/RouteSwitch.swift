import HostState
import IPAddressing

/// How a router goes from its old routing tables to the new ones in one family, where that takes more
/// than one change of the kernel's.
///
/// Tables are filled beside the old ones, and one rule sends every packet to them; unused meanwhile,
/// the tables themselves become the new ones, and the rule goes.
struct RouteSwitch {
  /// What the tables beside hold.
  enum Mode {
    /// The new tables: a packet is routed by the old ones or by the new ones.
    case new
    /// What both decide alike, and blackholes: a packet that several routers decide on finds all of
    /// them as they were or as they are to be.
    case held
    /// An earlier run left its rule: the tables are unused already.
    case unfinished
  }

  let router: RouterRoutes
  let mode: Mode
  /// The preference of the rules that pick a table.
  let preference: UInt32

  /// By table, what is filled beside.
  private(set) var fillings: [UInt32: [Prefix: RouteDecisions.Decision]] = [:]
  /// The rules that pick a table while the switch lasts.
  private(set) var rules: [RuleState] = []
  /// The rule that sends packets to them.
  private(set) var jump: RuleState?
  /// The tables that become the new ones while nobody asks them.
  private(set) var settledTables: Set<UInt32> = []

  var key: RouterRoutes.Key { router.key }

  /// - Parameter firstTable: The tables beside are numbered from here.
  init?(_ router: RouterRoutes, _ mode: Mode, firstTable: UInt32) {
    guard let preference = router.preference, preference > 0 else { return nil }
    self.router = router
    self.mode = mode
    self.preference = preference
    let tables = router.tables
    guard mode != .unfinished else {
      settledTables = tables
      return
    }
    let taken = router.old.preferences.union(router.new.preferences)
    // Behind the topology's own rules that come before, and before what somebody else has put between.
    let own = router.new.preferences.filter { $0 < preference }.max() ?? 0
    let before = (taken.filter { $0 > own && $0 < preference }.min() ?? preference) - 1
    guard before > own,
      let next = (preference...).dropFirst().first(where: { !taken.contains($0) })
    else { return nil }
    jump = RuleState(
      family: router.key.family, preference: before, action: .goTo(preference: next))
    switch mode {
    case .held: holdTables(tables, from: firstTable, at: next)
    case .new, .unfinished: copyTables(from: firstTable, at: next)
    }
  }

  private mutating func copyTables(from firstTable: UInt32, at preference: UInt32) {
    var copies: [UInt32: UInt32] = [:]
    for table in Set(router.newRules.values).sorted() where router.isDelicate(table) {
      let copy = firstTable + UInt32(copies.count)
      copies[table] = copy
      fillings[copy] = router.new.tables[table]?.byPrefix ?? [:]
      settledTables.insert(table)
    }
    // One that loses its last link stays as it is until then.
    settledTables.formUnion(router.oldRules.values.filter(router.isDelicate))
    for (link, table) in router.newRules.sorted(by: { $0.key < $1.key }) {
      add(.lookup(table: copies[table] ?? table), for: link, at: preference)
    }
  }

  private mutating func holdTables(
    _ tables: Set<UInt32>, from firstTable: UInt32, at preference: UInt32
  ) {
    var copies: [RouterRoutes.Pair: UInt32] = [:]
    var kept: Set<UInt32> = []
    for pair in router.pairs.keys.sorted(by: { ($0.old, $0.new) < ($1.old, $1.new) }) {
      if pair.old == pair.new, !router.isDelicate(pair.old) {
        kept.insert(pair.old)
        continue
      }
      let copy = firstTable + UInt32(copies.count)
      copies[pair] = copy
      let none = RouteDecisions()
      fillings[copy] = (router.old.tables[pair.old] ?? none)
        .agreement(with: router.new.tables[pair.new] ?? none)
    }
    settledTables = tables.subtracting(kept)
    for link in Set(router.oldRules.keys).union(router.newRules.keys).sorted() {
      guard let old = router.oldRules[link], let new = router.newRules[link] else {
        add(.blackhole, for: link, at: preference)
        continue
      }
      add(
        .lookup(table: copies[RouterRoutes.Pair(old: old, new: new)] ?? new), for: link,
        at: preference)
    }
  }

  private mutating func add(
    _ action: RuleState.Action, for link: LinkName, at preference: UInt32
  ) {
    rules.append(
      RuleState(
        family: key.family, preference: preference, inputLink: link, action: action))
  }
}

extension RouteSwitch {
  /// The switches that a change of several routers takes; none where each change that matters is one
  /// of the kernel's.
  static func switches(
    of routers: [RouterRoutes], firstTable: UInt32
  ) throws(PlanningError) -> [RouterRoutes.Key: RouteSwitch] {
    var switches: [RouterRoutes.Key: RouteSwitch] = [:]
    for family in AddressFamily.allCases {
      let all = routers.filter { $0.key.family == family }
      for router in all where !router.unfinishedJumps.isEmpty {
        switches[router.key] = RouteSwitch(router, .unfinished, firstTable: firstTable)
      }
      let changes = all.filter { switches[$0.key] == nil }
        .map { ($0, RouterChanges($0)) }.filter { $0.1.steps > 0 }
      guard changes.contains(where: \.1.adds), changes.contains(where: \.1.removes),
        changes.reduce(0, { $0 + $1.1.steps }) > 1
      else { continue }
      for (router, _) in changes {
        let change = RouteSwitch(
          router, changes.count > 1 ? .held : .new, firstTable: firstTable)
        if change == nil, router.preference != nil {
          throw PlanningError(
            object: HostObjectID(router.key.namespace, .namespace),
            message: "its routes cannot change safely: somebody's rules leave no preference for"
              + " the one that switches tables; delete some of them")
        }
        switches[router.key] = change
      }
    }
    return switches
  }
}

/// What of a router's change matters to packets on their way.
private struct RouterChanges {
  /// How many changes of the kernel's it would take in place.
  private(set) var steps = 0
  /// Whether packets get a way that they had not, and whether they lose one; of changes that only do
  /// the one, each leaves some of the old ways, or makes some of the new.
  private(set) var adds = false
  private(set) var removes = false

  init(_ router: RouterRoutes) {
    let pairs = router.pairs
    for (pair, links) in pairs {
      let delicate = router.differences(pair).filter(\.isDelicate)
      if delicate.contains(where: \.isAddition) { adds = true }
      if delicate.contains(where: \.isRemoval) { removes = true }
      if pair.old == pair.new {
        steps += delicate.count
      } else if !delicate.isEmpty {
        steps += links
      }
    }
    // A table that all its links leave while it changes is asked until then.
    let left = Set(pairs.keys.map(\.old)).filter { table in
      pairs[RouterRoutes.Pair(old: table, new: table)] == nil
    }
    steps += left.count(where: router.isDelicate)
  }
}
