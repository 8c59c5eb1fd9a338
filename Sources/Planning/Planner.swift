import HostState

/// Orders the difference between two states into operations, tracking the host that each leaves.
///
/// Only namespaces that differ are looked at, and those at the other ends of their veth pairs.
struct Planner {
  let observed: [HostObjectID: HostObject]
  let desired: [HostObjectID: HostObject]
  let reasons: Reasons
  /// Whether targets that go may finish their flows.
  let drains: Bool
  /// The host as it is after `operations`.
  private(set) var model: [HostObjectID: HostObject]
  private(set) var operations: [Operation] = []
  /// Links that cannot become what is desired in place, with the reason.
  let replaced: [HostObjectID: String]
  /// The routers whose routes or rules change, and those that need a switch for it.
  var routers: [RouterRoutes.Key: RouterRoutes] = [:]
  var switches: [RouterRoutes.Key: RouteSwitch] = [:]

  init(
    from observed: HostState, to desired: HostState, lastApplied: HostState?,
    origins: [HostObjectID: Origin], unfinished: Set<String>, drains: Bool
  ) throws(PlanningError) {
    self.drains = drains
    try desired.checkConsistency()
    let names = Self.concerned(observed, desired)
    self.observed = observed.restricted(to: names).objects
    self.desired = desired.restricted(to: names).naming(whatIsListedOf: observed).objects
    reasons = Reasons(
      lastApplied: lastApplied?.restricted(to: names).naming(whatIsListedOf: observed),
      origins: origins, unfinished: unfinished)
    model = self.observed
    model.reserveCapacity(max(self.observed.count, self.desired.count))
    replaced = ReplacedLinks.find(observed: self.observed, desired: self.desired)
  }

  /// All operations, in order.
  mutating func plan() throws(PlanningError) -> [Operation] {
    removeForeign(.release) { !$0.isInNobodysWay }
    release()
    try findSwitches()
    let leaving = raise()
    remove(leaving)
    return operations
  }

  /// Appends an operation that turns each object into `after`, or removes it.
  mutating func emit(
    _ phase: Phase, _ objects: [(HostObjectID, HostObject?)], because reason: String? = nil
  ) {
    let changes = objects.map { id, after in
      let before = after.map { model.updateValue($0, forKey: id) } ?? model.removeValue(forKey: id)
      return Change(id, before: before, after: after)
    }
    guard let first = changes.first else { return }
    operations.append(
      Operation(
        phase: phase, action: action(of: first), changes: changes,
        reason: reason ?? reasons.reason(for: first, observed: observed[first.object]),
        origin: reasons.origin(of: first.object)))
  }

  mutating func emit(
    _ phase: Phase, _ id: HostObjectID, _ after: HostObject?, because reason: String? = nil
  ) {
    emit(phase, [(id, after)], because: reason)
  }

  /// What the whole plan does to an object: a route that is held as a blackhole for a while is an
  /// update, a link that is removed and made anew a replacement.
  private func action(of change: Change) -> Action {
    let id = change.object
    guard observed[id] != nil else {
      return change.after == nil ? .delete : .create
    }
    guard desired[id] != nil else { return .delete }
    if replaced[id] != nil || wasRemoved(id) { return .replace }
    return .update
  }

  private func wasRemoved(_ id: HostObjectID) -> Bool {
    if model[id] == nil { return true }
    switch id.kind {
    case .address(let link, _), .neighbor(let link, _):
      return replaced[HostObjectID(id.namespace, .link(link))] != nil
    case .dataPlane:
      guard case .dataPlane(let state)? = observed[id] else { return false }
      return state.links.contains { replaced[HostObjectID(id.namespace, .link($0))] != nil }
    default: return isBroken(id.namespace)
    }
  }

  /// Whether the namespace exists and is to be deleted.
  func isDying(_ name: NamespaceName) -> Bool {
    let id = HostObjectID(name, .namespace)
    return observed[id] != nil && desired[id] == nil
  }

  /// Whether the making of the observed namespace was interrupted.
  func isBroken(_ name: NamespaceName) -> Bool {
    observed[HostObjectID(name, .namespace)] == .namespace(resource: "")
      && desired[HostObjectID(name, .namespace)] != nil
  }

  /// The ids in `objects` whose kind passes, in their natural order.
  func sorted(
    _ objects: [HostObjectID: HostObject], where isIncluded: (HostObjectID) -> Bool
  ) -> [HostObjectID] {
    objects.keys.filter(isIncluded).sorted()
  }

  private static func concerned(_ observed: HostState, _ desired: HostState) -> Set<NamespaceName> {
    let all = Set(observed.namespaces.keys).union(desired.namespaces.keys)
    let different = all.filter { observed.namespaces[$0] != desired.namespaces[$0] }
    let links = different.flatMap { name in
      [observed, desired].flatMap { $0.namespaces[name].map { Array($0.links.values) } ?? [] }
    }
    return different.union(links.compactMap(\.peerNamespace))
  }
}

extension HostState {
  fileprivate func restricted(to names: Set<NamespaceName>) -> HostState {
    HostState(topology: topology, namespaces: namespaces.filter { names.contains($0.key) })
  }

  fileprivate func naming(whatIsListedOf other: HostState) -> HostState {
    var copy = self
    for (name, namespace) in namespaces {
      if let listed = other.namespaces[name] {
        copy.namespaces[name] = namespace.naming(whatIsListedOf: listed)
      }
    }
    return copy
  }
}

extension LinkState {
  /// The namespace at the other end of a veth pair.
  var peerNamespace: NamespaceName? {
    guard case .veth(let name, _) = kind else { return nil }
    return name
  }
}
