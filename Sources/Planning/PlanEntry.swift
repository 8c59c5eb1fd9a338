import HostState

/// Everything that a plan does to one object, as one line.
struct PlanEntry {
  struct Summary {
    var action: Action
    var reason: String
    var origin: Origin?
    /// From the first step's `before` to the last step's `after`.
    var whole: Change
  }

  var object: HostObjectID
  var change: Summary

  /// One entry an object, by namespace, and in the order of making within it.
  static func entries(of plan: Plan) -> [PlanEntry] {
    var summaries = [HostObjectID: Summary](minimumCapacity: plan.operations.count)
    for operation in plan.operations {
      let change = operation.changes[0]
      if var summary = summaries[change.object] {
        summary.whole.after = change.after
        if operation.action == .update { summary.reason += "; " + operation.reason }
        summary.origin = summary.origin ?? operation.origin
        summaries[change.object] = summary
      } else {
        summaries[change.object] = Summary(
          action: operation.action, reason: operation.reason, origin: operation.origin,
          whole: change)
      }
    }
    return summaries.keys.sorted().compactMap { id in
      summaries[id].map { PlanEntry(object: id, change: $0) }
    }
  }

  /// `  ~ OBJECT SETTINGS (REASON) # RESOURCE at PLACE`; a new object needs no reason.
  var text: String {
    let mark = String(repeating: " ", count: 5 - change.action.symbol.count) + change.action.symbol
    var words = ["\(mark) \(object.label)"]
    if change.action != .update, !change.whole.summary.isEmpty {
      words.append(change.whole.summary)
    }
    // The symbol says as much.
    if change.reason != "new" { words.append("(\(change.reason))") }
    if let origin = change.origin {
      words.append("# " + origin.resource + (origin.place.map { " at \($0)" } ?? ""))
    }
    return words.joined(separator: " ")
  }
}
