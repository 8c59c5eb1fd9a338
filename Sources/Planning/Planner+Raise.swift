import HostState
import IPAddressing

extension Planner {
  /// Makes everything that is desired and not there, and changes what differs, from the namespaces
  /// up.
  mutating func raise() {
    let pending = desired.filter { model[$0.key] != $0.value }.map(\.key).sorted()
    makeNamespaces(pending)
    raise(pending, .namespaces) {
      switch $0.kind {
      case .namespace, .sysctl: true
      default: false
      }
    }
    makeLinks(pending)
    raise(pending, .settings) {
      if case .link = $0.kind { true } else { false }
    }
    refreshNeighbors(of: pending)
    raise(pending, .settings) {
      switch $0.kind {
      case .address, .neighbor: true
      default: false
      }
    }
    raiseRoutes(pending)
    raiseRules(pending)
    raise(pending, .nftables) { if case .nftablesTable = $0.kind { true } else { false } }
    let draining = drainTargets(pending)
    raise(pending, .dataPlanes) { $0.kind == .dataPlane && !draining.contains($0) }
    raise(pending, .processes) { if case .process = $0.kind { true } else { false } }
    reroute(pending)
    switchRoutes()
    raise(pending, .deregistration) { draining.contains($0) }
  }

  private mutating func raise(
    _ pending: [HostObjectID], _ phase: Phase, where isIncluded: (HostObjectID) -> Bool
  ) {
    for id in pending where isIncluded(id) && model[id] != desired[id] {
      emit(phase, id, desired[id])
    }
  }

  /// A namespace and its sysctls are one operation: no link inherits the kernel's defaults.
  private mutating func makeNamespaces(_ pending: [HostObjectID]) {
    let sysctls = Dictionary(
      grouping: pending.filter { if case .sysctl = $0.kind { true } else { false } },
      by: \.namespace)
    for id in pending where id.kind == .namespace && model[id] == nil {
      let content = [id] + sysctls[id.namespace, default: []]
      emit(.namespaces, content.map { ($0, desired[$0]) })
    }
  }

  /// Bridges first, then veth pairs with both ends at once.
  private mutating func makeLinks(_ pending: [HostObjectID]) {
    let missing = pending.filter {
      if case .link = $0.kind { model[$0] == nil } else { false }
    }
    let isBridge = { (id: HostObjectID, desired: [HostObjectID: HostObject]) in
      if case .link(let state)? = desired[id] { state.kind == .bridge } else { false }
    }
    for id in missing where isBridge(id, desired) {
      emit(.links, id, desired[id], because: replaced[id])
    }
    for id in missing where model[id] == nil {
      let peer = ReplacedLinks.peer(of: id, in: desired)
      emit(
        .links, ([id] + (peer.map { [$0] } ?? [])).map { ($0, desired[$0]) }, because: replaced[id])
    }
  }

  /// The kernel forgets a link's permanent neighbours when its MAC address changes
  /// (`neigh_changeaddr`, net/core/neighbour.c): they are set again.
  private mutating func refreshNeighbors(of pending: [HostObjectID]) {
    var changed: [HostObjectID: LinkName] = [:]
    for id in pending {
      guard case .link(let name) = id.kind, case .link(let old)? = observed[id],
        case .link(let new)? = desired[id], old.macAddress != new.macAddress, replaced[id] == nil
      else { continue }
      changed[id] = name
    }
    guard !changed.isEmpty else { return }
    for id in sorted(desired, where: { _ in true }) {
      guard case .neighbor(let link, _) = id.kind, model[id] == desired[id],
        changed[HostObjectID(id.namespace, .link(link))] != nil
      else { continue }
      emit(
        .settings, id, desired[id],
        because: "the kernel forgets it when the MAC address of \(link) changes")
    }
  }

  /// What takes no packet another way; the rest waits for what it points at.
  private mutating func raiseRoutes(_ pending: [HostObjectID]) {
    fillSwitchedTables()
    let routes = pending.filter {
      if case .route = $0.kind { !isSettled($0) && !isReroute($0) } else { false }
    }
    raiseRoutes(routes, .routes)
  }

  private mutating func reroute(_ pending: [HostObjectID]) {
    let routes = pending.filter {
      if case .route = $0.kind { !isSettled($0) && isReroute($0) } else { false }
    }
    raiseRoutes(routes, .reroutes)
  }

  /// New routes before changed ones, in a table the most preferred first.
  ///
  /// With removal in the other direction, every address at any moment is decided as the old table
  /// or as the new one decides it, never by a third route.
  private mutating func raiseRoutes(_ routes: [HostObjectID], _ phase: Phase) {
    let new = routes.filter { model[$0] == nil }.sorted(by: Self.preferredFirst)
    for id in new { emit(phase, id, desired[id]) }
    raise(routes, phase) { _ in true }
  }

  /// What makes a namespace fail closed comes first; a new rule before the one that it replaces goes.
  private mutating func raiseRules(_ all: [HostObjectID]) {
    raiseSwitchedRules()
    let pending = all.filter { !isSettled($0) }
    raise(pending, .rules) {
      if case .rule(let rule) = $0.kind { rule.action == .blackhole } else { false }
    }
    raise(pending, .rules) {
      switch $0.kind {
      case .rule, .absentDefaultRule: true
      default: false
      }
    }
  }

  /// By namespace and table, longer prefixes first, then lower metrics.
  static func preferredFirst(_ left: HostObjectID, _ right: HostObjectID) -> Bool {
    guard case .route(let table, let prefix, let metric) = left.kind,
      case .route(let otherTable, let otherPrefix, let otherMetric) = right.kind,
      left.namespace == right.namespace, table == otherTable
    else { return left < right }
    if prefix.length != otherPrefix.length { return prefix.length > otherPrefix.length }
    return (metric, prefix) < (otherMetric, otherPrefix)
  }
}
