package import HostState

/// How many objects a plan makes, changes and destroys; a replacement is one of each.
package struct PlanSummary: Hashable, Sendable, Codable {
  package var add = 0
  package var change = 0
  package var destroy = 0

  package init() {}
}

extension PlanSummary: CustomStringConvertible {
  package var description: String {
    "Plan: \(add) to add, \(change) to change, \(destroy) to destroy."
  }
}

extension Plan {
  package var summary: PlanSummary {
    var summary = PlanSummary()
    for case let action? in steps.values.lazy.map(\.action) {
      switch action {
      case .create: summary.add += 1
      case .update: summary.change += 1
      case .delete: summary.destroy += 1
      case .replace:
        summary.add += 1
        summary.destroy += 1
      }
    }
    return summary
  }

  /// What happens to each object that an operation is about, however many steps it takes; nothing to
  /// those that are there meanwhile only.
  package var actions: [HostObjectID: Action] { steps.compactMapValues(\.action) }

  /// What the operations so far do to an object.
  private struct Steps {
    /// Nil while nothing was done, or is left of it.
    var action: Action?
    var isNew = false
  }

  private var steps: [HostObjectID: Steps] {
    // One look-up an operation: there may be a million.
    operations.reduce(into: [HostObjectID: Steps](minimumCapacity: operations.count)) {
      steps, operation in
      let change = operation.changes[0]
      let take = { (steps: inout Steps) in
        if change.before == nil, steps.action == nil { steps.isNew = true }
        steps.action = change.after == nil && steps.isNew ? nil : operation.action
      }
      take(&steps[change.object, default: Steps()])
    }
  }
}
