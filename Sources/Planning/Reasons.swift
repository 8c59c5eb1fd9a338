import HostState

/// Words for why an object is changed: the topology's doing, or somebody else's.
struct Reasons {
  /// What the last apply left; nil if none is known.
  let lastApplied: [HostObjectID: HostObject]?
  let origins: [HostObjectID: Origin]
  /// What a run has begun to change that has not come to its end: `NAMESPACE LABEL`.
  let unfinished: Set<String>

  init(
    lastApplied: HostState?, origins: [HostObjectID: Origin], unfinished: Set<String> = []
  ) {
    self.lastApplied = lastApplied?.objects
    self.origins = origins
    self.unfinished = unfinished
  }

  /// Who has changed an object since the last apply.
  private func culprit(_ id: HostObjectID) -> String {
    !unfinished.isEmpty && unfinished.contains("\(id.namespace) \(id.label)")
      ? "a run that has not come to its end" : "somebody else"
  }

  /// Whether an object that is there is neither known from the last apply nor begun by another run;
  /// nobody can tell where no apply is known.
  func isForeign(_ id: HostObjectID) -> Bool {
    lastApplied != nil && lastApplied?[id] == nil && culprit(id) == "somebody else"
  }

  /// An object without an origin of its own has its link's, or its namespace's; one that no line asks
  /// for, the line that asks for its namespace.
  func origin(of id: HostObjectID) -> Origin? {
    if var own = origins[id] {
      own.place = own.place ?? origins[HostObjectID(id.namespace, .namespace)]?.place
      return own
    }
    switch id.kind {
    case .address(let link, _), .neighbor(let link, _):
      if let origin = origins[HostObjectID(id.namespace, .link(link))] { return origin }
    default: break
    }
    return origins[HostObjectID(id.namespace, .namespace)]
  }

  func reason(for change: Change, observed: HostObject?) -> String {
    let last = lastApplied?[change.object]
    switch (observed, change.after) {
    case (nil, nil): return "was there meanwhile"
    case (nil, let after?):
      return last == after ? "removed by \(culprit(change.object)) since the last apply" : "new"
    case (_, nil):
      if last == nil, culprit(change.object) != "somebody else" {
        return "made by \(culprit(change.object))"
      }
      return lastApplied != nil && last == nil
        ? "made by somebody else" : "no longer in the topology"
    case (_?, let after?):
      if observed == after { return "then as before" }
      let words = Change(change.object, before: observed, after: after).details
      return last == after
        ? "changed by \(culprit(change.object)) since the last apply"
          + (words.isEmpty ? "" : ": ") + words.joined(separator: ", ")
        : words.joined(separator: ", ")
    }
  }
}
