import HostState

/// Words for why an object is changed: the topology's doing, or somebody else's.
struct Reasons {
  /// What the last apply left; nil if none is known.
  let lastApplied: [HostObjectID: HostObject]?
  let origins: [HostObjectID: Origin]

  init(lastApplied: HostState?, origins: [HostObjectID: Origin]) {
    self.lastApplied = lastApplied?.objects
    self.origins = origins
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
      return last == after ? "removed by somebody else since the last apply" : "new"
    case (_, nil):
      if lastApplied != nil, last == nil { return "made by somebody else" }
      return "no longer in the topology"
    case (_?, let after?):
      if observed == after { return "then as before" }
      let words = Change(change.object, before: observed, after: after).details
      return last == after
        ? (["changed by somebody else since the last apply"] + words).joined(separator: ": ")
        : words.joined(separator: ", ")
    }
  }
}
