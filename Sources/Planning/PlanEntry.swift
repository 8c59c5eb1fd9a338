package import HostState

/// Everything that a plan does to one object.
package struct PlanEntry: Sendable {
  package var object: HostObjectID
  package var action: Action
  package var reason: String
  package var origin: Origin?
  /// From the first step's `before` to the last step's `after`.
  var whole: Change

  /// Whether the object is there neither before nor afterwards.
  private var isTransient: Bool { whole.before == nil && whole.after == nil }

  /// What the object is or was set to, in a few words; empty where its identity says it all.
  package var settings: String { whole.summary }

  /// One entry an object, by namespace, and in the order of making within it.
  package static func entries(of operations: [Operation]) -> [PlanEntry] {
    var entries: [PlanEntry] = []
    entries.reserveCapacity(operations.count)
    // Names are compared once a namespace, not with each object in it.
    var byNamespace: [NamespaceName: [Int]] = [:]
    for index in operations.indices {
      byNamespace[operations[index].object.namespace, default: []].append(index)
    }
    for (_, indices) in byNamespace.sorted(by: { $0.key < $1.key }) {
      let objects = indices.map { (index: $0, object: operations[$0].object) }
      // Sorting keeps the order of what concerns one object.
      for (index, _) in objects.sorted(by: { ($0.object, $0.index) < ($1.object, $1.index) }) {
        add(operations[index], to: &entries)
      }
    }
    return entries.filter { !$0.isTransient }
  }

  private static func add(_ operation: Operation, to entries: inout [PlanEntry]) {
    let change = operation.changes[0]
    guard let last = entries.indices.last, entries[last].object == change.object else {
      entries.append(
        PlanEntry(
          object: change.object, action: operation.action, reason: operation.reason,
          origin: operation.origin, whole: change))
      return
    }
    entries[last].whole.after = change.after
    if operation.action == .update { entries[last].reason += "; " + operation.reason }
    entries[last].origin = entries[last].origin ?? operation.origin
  }

  /// `  ~ OBJECT SETTINGS (REASON) # RESOURCE at PLACE`; a new object needs no reason.
  var text: String {
    let mark = String(repeating: " ", count: 5 - action.symbol.count) + action.symbol
    var words = ["\(mark) \(object.label)"]
    if action != .update, !settings.isEmpty { words.append(settings) }
    // The symbol says as much.
    if reason != "new" { words.append("(\(reason))") }
    if let origin {
      words.append("# " + origin.resource + (origin.place.map { " at \($0)" } ?? ""))
    }
    return words.joined(separator: " ")
  }
}
