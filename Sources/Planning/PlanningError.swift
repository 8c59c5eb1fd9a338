package import HostState

/// A desired state that no kernel can hold: a broken invariant of whoever made it.
package struct PlanningError: Error, Hashable, CustomStringConvertible {
  package let object: HostObjectID
  package let message: String

  package var description: String { "\(object.namespace): \(object.label): \(message)" }
}
