import HostState

extension Plan {
  /// Checks that each step goes on from where an earlier one left its object, and asks for nothing
  /// that no kernel can be asked for: a plan file may come from anybody.
  ///
  /// What a first step starts from, the host is compared with: see `staleness(on:)`.
  func checkFeasibility() throws(PlanFileError) {
    var outcome: [HostObjectID: HostObject?] = [:]
    for change in operations.flatMap(\.changes) {
      func fail(_ problem: String) -> PlanFileError {
        PlanFileError(
          description: "\(change.object.namespace): \(change.object.label): \(problem)")
      }
      guard change.before != nil || change.after != nil else { throw fail("nothing is changed") }
      if let left = outcome[change.object], left != change.before {
        throw fail("a step does not go on from where the one before it ends")
      }
      outcome.updateValue(change.after, forKey: change.object)
      if let problem = change.after?.fault(as: change.object.kind, in: topology) {
        throw fail(problem)
      }
    }
  }
}
