package import HostState

/// What tells a desired state from an observed one, object by object and in no order of making.
///
/// A sysctl that the desired state does not name is nobody's: it is no difference.
package struct StateDiff: Hashable, Sendable {
  /// By identity; a change turns what is observed into what is desired.
  package var changes: [Change]

  package init(from observed: HostState, to desired: HostState) {
    var changes: [Change] = []
    for name in Set(observed.namespaces.keys).union(desired.namespaces.keys) {
      let (old, new) = (observed.namespaces[name], desired.namespaces[name])
      if old == new { continue }
      let named = old.flatMap { new?.naming(whatIsListedOf: $0) } ?? new
      let (before, after) = (old?.objects ?? [:], named?.objects ?? [:])
      for (kind, object) in after where before[kind] != object {
        changes.append(Change(HostObjectID(name, kind), before: before[kind], after: object))
      }
      for (kind, object) in before where after[kind] == nil {
        if case .sysctl = kind, new != nil { continue }
        changes.append(Change(HostObjectID(name, kind), before: object, after: nil))
      }
    }
    self.changes = changes.sorted { $0.object < $1.object }
  }

  package var isEmpty: Bool { changes.isEmpty }
}
