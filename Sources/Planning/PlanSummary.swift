package import HostState

/// How many objects a plan makes, changes and destroys; a replacement is one of each.
package struct PlanSummary: Hashable, Sendable, Codable {
  package var add = 0
  package var change = 0
  package var destroy = 0

  package init() {}

  package var isEmpty: Bool { self == PlanSummary() }
}

extension PlanSummary: CustomStringConvertible {
  package var description: String {
    "Plan: \(add) to add, \(change) to change, \(destroy) to destroy."
  }
}

extension Plan {
  package var summary: PlanSummary {
    var summary = PlanSummary()
    for (_, action) in actions {
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
  package var actions: [HostObjectID: Action] {
    var actions = [HostObjectID: Action](minimumCapacity: operations.count)
    var isNew: Set<HostObjectID> = []
    for operation in operations {
      let change = operation.changes[0]
      if change.before == nil, actions[change.object] == nil { isNew.insert(change.object) }
      let isTransient = change.after == nil && isNew.contains(change.object)
      actions[change.object] = isTransient ? nil : operation.action
    }
    return actions
  }
}
