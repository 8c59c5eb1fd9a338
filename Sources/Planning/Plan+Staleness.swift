package import HostState

extension Plan {
  /// Whether the host is already what the plan makes of it.
  package func isFulfilled(by observed: HostState) -> Bool {
    let objects = observed.objects
    var outcome: [HostObjectID: HostObject?] = [:]
    for change in operations.flatMap(\.changes) {
      outcome.updateValue(change.after, forKey: change.object)
    }
    return !outcome.isEmpty && outcome.allSatisfy { objects[$0.key] == $0.value }
  }

  /// Whether the plan starts from this host.
  ///
  /// - Parameters:
  ///   - lastApplied: What is remembered: of its sysctls those that had drifted when the plan was made
  ///     are put back by it, so that another one has drifted since.
  ///   - goal: What the plan leads to: what it does not touch was so when it was made.
  /// - Returns: What differs, in words, from what the plan was made for; nil if nothing does.
  package func staleness(
    on observed: HostState, lastApplied: HostState? = nil, goal: HostState? = nil
  ) -> [String]? {
    let objects = observed.objects
    let touched = Set(operations.flatMap(\.changes).map(\.object))
    let drifted = (lastApplied?.objects ?? [:]).filter { id, object in
      guard case .sysctl = id.kind, let now = objects[id] else { return false }
      return now != object && !touched.contains(id)
    }.map { Change($0.key, before: $0.value, after: objects[$0.key]) }
    var seen: Set<HostObjectID> = []
    func differing(_ changes: [Change]) -> [Change] {
      changes.filter { change in
        seen.insert(change.object).inserted && objects[change.object] != change.before
      }
    }
    // What is made or goes with an object says nothing new about it.
    let main = differing(operations.map { $0.changes[0] })
    let rest = differing(operations.flatMap(\.changes))
    let isOther = StateFingerprint.of(observed).text != observedFingerprint
    guard isOther || !main.isEmpty || !rest.isEmpty || !drifted.isEmpty else { return nil }
    let changes = (main.isEmpty ? rest : main) + drifted.sorted { $0.object < $1.object }
    let others = goal.map { Self.untouched(by: touched.union(drifted.map(\.object)), $0, observed) }
    return (changes + (others ?? [])).map { change in
      let what =
        switch (change.before, objects[change.object]) {
        case (nil, _): "is there by now"
        case (_, nil): "is gone"
        default: "has changed"
        }
      return "\(change.object.namespace): \(change.object.label) \(what)"
    }
  }

  /// What is not as it is to stay, from the goal to what is observed; of namespaces that are gone or
  /// there by now nothing but themselves.
  private static func untouched(
    by touched: Set<HostObjectID>, _ goal: HostState, _ observed: HostState
  ) -> [Change] {
    let changes = StateDiff(from: observed, to: goal).changes.filter {
      !touched.contains($0.object)
    }
    let namespaces = Set(
      changes.filter { $0.object.kind == .namespace && ($0.before == nil || $0.after == nil) }
        .map(\.object.namespace))
    return changes.filter {
      $0.object.kind == .namespace || !namespaces.contains($0.object.namespace)
    }.map { Change($0.object, before: $0.after, after: $0.before) }
  }
}
