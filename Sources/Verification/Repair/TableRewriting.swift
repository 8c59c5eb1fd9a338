import Diagnostics
import IPAddressing
import Topology

/// Says in the lines of one table of the file what should become of some of its routes.
///
/// A line stands for a route of each member of a zonal table, and for one of each CIDR of what its
/// destination names: whatever is changed is changed in all of them.
struct TableRewriting {
  /// What a destination leads to, in words that hold for every table that a line stands for.
  enum Decision: Hashable {
    case nothing
    case everywhere(NextHop)
    /// `@zone`.
    case ownZone(ZonalTarget)
  }

  /// A table, or the part of it that a zone's subnets use.
  struct Slot: Hashable {
    let table: Table
    let zone: ID<Zone>?
  }

  let topology: Topology
  let place: TableRewrite.Place
  /// Whether a table that several zones use becomes one a zone.
  let isSplit: Bool
  let slots: [Slot]
  /// Whether `@zone` means the zone of the destination.
  let isEdge: Bool
  let vpc: ID<VPC>?
  private let mayShare: Bool

  /// Nil where the lines of the table cannot be changed by themselves: they stand elsewhere too.
  ///
  /// - Parameters:
  ///   - isZonal: whether a table that several zones use may become one a zone.
  ///   - mayShare: whether a line may stand in several tables.
  init?(_ topology: Topology, _ place: TableRewrite.Place, isZonal: Bool, mayShare: Bool) {
    self.topology = topology
    self.mayShare = mayShare
    self.place = place
    switch place {
    case .main(let vpc):
      self.vpc = vpc
      (isEdge, isSplit) = (false, false)
      slots = [Slot(table: .routeTable(topology[vpc].mainRouteTable), zone: nil)]
    case .edge(let vpc, _):
      self.vpc = vpc
      (isEdge, isSplit) = (true, false)
      slots = [Slot(table: .local(vpc), zone: nil)]
    case .declared(let tables):
      guard case .routeTable(let first)? = tables.first else {
        vpc = nil
        (isEdge, isSplit) = (false, false)
        slots = tables.map { Slot(table: $0, zone: nil) }
        return
      }
      guard !mayShare || !topology.isShared(first) else { return nil }
      vpc = topology[first].vpc
      let zones = topology.zones(using: first)
      isEdge = zones.isEmpty && topology[first].zonalName == nil
      isSplit = isZonal && tables.count == 1 && zones.count > 1 && topology.maySplit(first)
      slots =
        isSplit
        ? zones.sorted().map { Slot(table: .routeTable(first), zone: $0) }
        : tables.map { Slot(table: $0, zone: topology.memberZone($0)) }
    }
  }

  /// - Parameter wishes: what should become of a destination's routes in some of the tables, nil for
  ///   their removal.
  /// - Returns: nil when no lines say that.
  func rewrite(_ wishes: [Prefix: Set<NextHop?>], isZonal: Bool) -> TableRewrite? {
    var decisions: [Prefix: Decision] = [:]
    for (prefix, wished) in wishes {
      guard let decision = decide(wished, isZonal: isZonal) else { return nil }
      if decision != current(prefix) { decisions[prefix] = decision }
    }
    guard !decisions.isEmpty else { return nil }
    let isZonalNow = decisions.values.contains {
      if case .ownZone = $0 { true } else { false }
    }
    if isSplit, !isZonalNow { return nil }
    let lines = lines
    var replaced: [TableRewrite.Replacement] = []
    for line in Set(decisions.keys.compactMap { lines.places[$0] }).sorted() {
      if isElsewhere(line) { return nil }
      let prefixes = lines.prefixes[line] ?? []
      var wanted: [Prefix: Decision] = [:]
      for prefix in prefixes { wanted[prefix] = decisions[prefix] ?? current(prefix) }
      guard wanted.count == prefixes.count else { return nil }
      replaced.append(replacement(of: line, wanted, decisions))
    }
    let added = decisions.filter { lines.places[$0.key] == nil }
    // Where one line is another table's as well, what is added may be so, too.
    if !added.isEmpty, let line = lines.prefixes.keys.min(), isElsewhere(line) { return nil }
    return TableRewrite(
      place: place, added: RouteSpelling(self).lines(added), replaced: replaced,
      changes: slots.map { changes(in: $0, decisions) })
  }

  private func isElsewhere(_ line: SourceRange) -> Bool {
    mayShare && topology.has(line, elsewhereThan: slots.map(\.table))
  }

  private func replacement(
    of line: SourceRange, _ wanted: [Prefix: Decision], _ changed: [Prefix: Decision]
  ) -> TableRewrite.Replacement {
    let kinds = Set(wanted.values)
    if kinds.count == 1, let only = kinds.first, only != .nothing {
      return .init(line: line, successor: .target(RouteSpelling(self).target(only)))
    }
    return .init(line: line, successor: .lines(RouteSpelling(self).lines(wanted)))
  }

  private func changes(
    in slot: Slot, _ decisions: [Prefix: Decision]
  ) -> TableRewrite.Member {
    let routes = decisions.map { prefix, decision in
      TableRewrite.Change(destination: prefix, nextHop: nextHop(decision, in: slot.zone))
    }
    return .init(
      table: slot.table, zone: isSplit ? slot.zone : nil,
      routes: routes.sorted { $0.destination < $1.destination })
  }

  private func nextHop(_ decision: Decision, in zone: ID<Zone>?) -> NextHop? {
    switch decision {
    case .nothing: nil
    case .everywhere(let nextHop): nextHop
    case .ownZone(let target):
      zone.flatMap { zone in vpc.flatMap { topology.member(of: target, in: $0, zone) } }
        .map { .target($0) }
    }
  }

  private func decide(_ wished: Set<NextHop?>, isZonal: Bool) -> Decision? {
    if isZonal, let target = zonalTarget(of: wished) { return .ownZone(target) }
    guard wished.count == 1, let only = wished.first else { return nil }
    return only.map { .everywhere($0) } ?? .nothing
  }

  /// What all of these are members of, where each zone has one.
  private func zonalTarget(of wished: Set<NextHop?>) -> ZonalTarget? {
    let targets = Set(wished.map { $0.flatMap { topology.zonalTarget(of: $0) } })
    guard let vpc, targets.count == 1, let target = targets.first ?? nil,
      slots.allSatisfy({ slot in
        slot.zone.map { topology.member(of: target, in: vpc, $0) != nil } ?? false
      })
    else { return nil }
    return target
  }

  /// What a destination leads to as it is written now; nil where no one line says it.
  private func current(_ prefix: Prefix) -> Decision? {
    let nextHops = slots.map { slot in
      topology.candidates(in: slot.table).first {
        $0.destination == prefix && $0.origin == .static
      }?.nextHop
    }
    if let first = nextHops.first, nextHops.allSatisfy({ $0 == first }), slots.count > 1 || isEdge {
      return first.map { .everywhere($0) } ?? .nothing
    }
    if let target = zonalTarget(of: Set(nextHops)),
      zip(slots, nextHops).allSatisfy({ slot, hop in
        nextHop(.ownZone(target), in: slot.zone) == hop
      }), isZonalTable
    {
      return .ownZone(target)
    }
    guard Set(nextHops).count == 1, let only = nextHops.first else { return nil }
    return only.map { .everywhere($0) } ?? .nothing
  }

  private var isZonalTable: Bool {
    guard case .routeTable(let table)? = slots.first?.table else { return false }
    return topology[table].zonalName != nil
  }

  /// The written lines of the table, and of which destinations each is.
  private var lines: (places: [Prefix: SourceRange], prefixes: [SourceRange: Set<Prefix>]) {
    var places: [Prefix: SourceRange] = [:]
    var prefixes: [SourceRange: Set<Prefix>] = [:]
    for table in Set(slots.map(\.table)) {
      for route in topology.candidates(in: table) where route.origin == .static {
        places[route.destination] = route.source
        prefixes[route.source, default: []].insert(route.destination)
      }
    }
    return (places, prefixes)
  }
}
