package import HostState

/// One step of a plan: what is done in one go, why, and for which resource.
package struct Operation: Hashable, Sendable, Codable {
  package var phase: Phase
  package var action: Action
  /// The object that the operation is about, then what is made or goes with it: a veth pair's other
  /// end, a namespace's content.
  ///
  /// Never empty.
  package var changes: [Change]
  package var reason: String
  /// The resource's address and the line that made it, where they are known.
  package var origin: Origin?

  package init(
    phase: Phase, action: Action, changes: [Change], reason: String, origin: Origin? = nil
  ) {
    precondition(!changes.isEmpty, "an operation is about something")
    self.phase = phase
    self.action = action
    self.changes = changes
    self.reason = reason
    self.origin = origin
  }

  package var object: HostObjectID { changes[0].object }

  /// What undoes the operation.
  ///
  /// The content of a namespace that comes back is made by a plan of its own: see
  /// `Plan.undoing(_:)`.
  package var inverse: Operation {
    var copy = self
    copy.changes = changes.map(\.inverse)
    copy.reason = "undone"
    copy.action =
      switch action {
      case .create: .delete
      case .delete: .create
      case .update, .replace: action
      }
    return copy
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    phase = try container.decode(Phase.self, forKey: .phase)
    action = try container.decode(Action.self, forKey: .action)
    changes = try container.decode([Change].self, forKey: .changes)
    reason = try container.decode(String.self, forKey: .reason)
    origin = try container.decodeIfPresent(Origin.self, forKey: .origin)
    guard !changes.isEmpty else {
      throw DecodingError.dataCorruptedError(
        forKey: .changes, in: container, debugDescription: "an operation changes something")
    }
  }
}

extension Operation: CustomStringConvertible {
  /// What is done where, such as `+ bw.catagram.app link s-alb-a`.
  package var description: String { "\(action.symbol) \(object.namespace) \(object.label)" }
}
