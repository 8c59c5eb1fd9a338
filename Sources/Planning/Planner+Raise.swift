import HostState
import IPAddressing

extension Planner {
  /// Makes everything that is desired and not there, and changes what differs, from the namespaces
  /// up.
  ///
  /// - Returns: The data planes of gateway load balancers that still have targets or endpoints that go.
  mutating func raise() -> [HostObjectID] {
    var byNamespace: [NamespaceName: [HostObjectID]] = [:]
    for (id, object) in desired where model[id] != object {
      byNamespace[id.namespace, default: []].append(id)
    }
    // Names are compared once a namespace, not with each object in it.
    let pending = PendingObjects(
      byNamespace.sorted { $0.key < $1.key }.flatMap { $0.value.sorted() })
    raise(makeNamespaces(pending.namespaces), .namespaces)
    raise(makeLinks(pending.links), .settings)
    refreshNeighbors(of: pending.links)
    raise(pending.addresses, .settings)
    raiseRoutes(pending.routes)
    raiseRules(pending.rules)
    raise(pending.nftables, .nftables)
    let draining = drainTargets(pending.dataPlanes)
    raise(pending.dataPlanes, .dataPlanes) { !draining.contains($0) }
    raise(pending.processes, .processes)
    reroute(pending.routes)
    switchRoutes()
    return pending.dataPlanes.filter(draining.contains)
  }

  private mutating func raise(
    _ pending: [HostObjectID], _ phase: Phase,
    where isIncluded: (HostObjectID) -> Bool = { _ in true }
  ) {
    for id in pending where isIncluded(id) && model[id] != desired[id] {
      emit(phase, id, desired[id])
    }
  }

  /// A namespace and its sysctls are one operation: no link inherits the kernel's defaults.
  ///
  /// - Returns: What is pending of namespaces that are there.
  private mutating func makeNamespaces(_ pending: [HostObjectID]) -> [HostObjectID] {
    var rest: [HostObjectID] = []
    var remaining = pending[...]
    while let id = remaining.first {
      // A namespace sorts before its content.
      let content = remaining.prefix { $0.namespace == id.namespace }
      remaining = remaining[content.endIndex...]
      if id.kind == .namespace, model[id] == nil {
        emit(.namespaces, content.map { ($0, desired[$0]) })
      } else {
        rest += content
      }
    }
    return rest
  }

  /// Bridges first, then veth pairs with both ends at once.
  ///
  /// - Returns: Pending links that are there.
  private mutating func makeLinks(_ pending: [HostObjectID]) -> [HostObjectID] {
    let missing = pending.filter { model[$0] == nil }
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
    return missing.count == pending.count ? [] : pending
  }

  /// The kernel forgets a link's permanent neighbours when its MAC address changes
  /// (`neigh_changeaddr`, net/core/neighbour.c): they are set again.
  private mutating func refreshNeighbors(of pending: [HostObjectID]) {
    var changed: [HostObjectID: LinkName] = [:]
    for id in pending where !observed.isEmpty {
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
    raiseRoutes(pending.filter { !isSettled($0) && !isReroute($0) }, .routes)
  }

  private mutating func reroute(_ pending: [HostObjectID]) {
    raiseRoutes(pending.filter { !isSettled($0) && isReroute($0) }, .reroutes)
  }

  /// New routes before changed ones, in a table the most preferred first.
  ///
  /// With removal in the other direction, every address at any moment is decided as the old table
  /// or as the new one decides it, never by a third route.
  private mutating func raiseRoutes(_ routes: [HostObjectID], _ phase: Phase) {
    let new = routes.filter { model[$0] == nil }
    var remaining = new[...]
    while let first = remaining.first {
      // They come by namespace already.
      let own = remaining.prefix { $0.namespace == first.namespace }
      remaining = remaining[own.endIndex...]
      for id in own.sorted(by: Self.preferredFirst) { emit(phase, id, desired[id]) }
    }
    if new.count < routes.count { raise(routes, phase) }
  }

  /// What makes a namespace fail closed comes first; a new rule before the one that it replaces goes.
  private mutating func raiseRules(_ all: [HostObjectID]) {
    raiseSwitchedRules()
    let pending = all.filter { !isSettled($0) }
    raise(pending, .rules) {
      if case .rule(let rule) = $0.kind { rule.action == .blackhole } else { false }
    }
    raise(pending, .rules)
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
