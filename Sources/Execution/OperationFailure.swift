import HostState
package import Planning

/// An operation that the kernel, or the agent, refused.
package struct OperationFailure: Hashable, Sendable {
  package var operation: Operation
  /// What was asked and answered, such as
  /// `route add … in bw.catagram.app: Invalid argument (EINVAL): Nexthop has invalid gateway`.
  package var reason: String

  package init(operation: Operation, reason: String) {
    self.operation = operation
    self.reason = reason
  }
}

extension OperationFailure: CustomStringConvertible {
  package var description: String {
    let origin = operation.origin.map { origin in
      " (\(origin.resource)" + (origin.place.map { " at \($0)" } ?? "") + ")"
    }
    return "\(operation.object.namespace): \(operation.object.label)\(origin ?? ""): \(reason)"
  }
}
