import HostState

extension Plan {
  /// The operations that take back `executed`, the first of this plan's, in reverse.
  ///
  /// A namespace that was deleted comes back with its content in the order of any making: nothing
  /// else can have been executed after namespaces were deleted.
  package static func undoing(
    _ executed: [Operation], topology: String
  ) throws(PlanningError) -> [Operation] {
    var inverses: [Operation] = []
    var lost: [HostObjectID: HostObject] = [:]
    func restore() throws(PlanningError) {
      guard !lost.isEmpty else { return }
      let content = HostState(
        topology: topology, objects: lost.filter { $0.value.isMakeable(as: $0.key.kind) })
      lost = [:]
      inverses += try Plan(
        from: HostState(topology: topology), to: content, toolVersion: ""
      ).operations
    }
    for operation in executed.reversed() {
      let change = operation.changes[0]
      if change.object.kind == .namespace, change.after == nil {
        for change in operation.changes { lost[change.object] = change.before }
      } else {
        try restore()
        let inverse = operation.inverse
        let isMakeable = inverse.changes.allSatisfy { change in
          change.after.map { $0.isMakeable(as: change.object.kind) } ?? true
        }
        if isMakeable { inverses.append(inverse) }
      }
    }
    try restore()
    return inverses
  }
}
