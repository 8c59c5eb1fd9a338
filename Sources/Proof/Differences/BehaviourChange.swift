/// How what becomes of a flow differs between two topologies, as a set.
package struct BehaviourChange: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Fewer services are sure to see the flow.
  package static let inspectionLost = BehaviourChange(rawValue: 1 << 0)
  /// The reply used to pass the request's stateful points, mirrored, and does not any more.
  package static let becameAsymmetric = BehaviourChange(rawValue: 1 << 1)
  /// The flow used to connect, by every choice or by some, and does not any more.
  package static let newlyUnreachable = BehaviourChange(rawValue: 1 << 2)
  package static let newlyReachable = BehaviourChange(rawValue: 1 << 3)
  /// Other services, or in another order.
  package static let inspectionChanged = BehaviourChange(rawValue: 1 << 4)
  /// More services are sure to see the flow.
  package static let inspectionGained = BehaviourChange(rawValue: 1 << 5)
  package static let becameSymmetric = BehaviourChange(rawValue: 1 << 6)
  /// The same services the same way round, by other places.
  package static let pathChanged = BehaviourChange(rawValue: 1 << 7)
}
