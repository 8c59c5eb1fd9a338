import HostState

/// What the agent does to and asks of the data planes that execution has attached.
protocol DataPlaneControl {
  /// Gives new flows of each zone to these targets of a gateway load balancer, by slot; a zone
  /// without a healthy target fails open. Publishing the same again changes nothing.
  func publish(healthy: [Int: Set<Int>], in namespace: NamespaceName) throws

  /// The slots that count as healthy in the kernel now; nil where nothing is attached.
  func healthySlots(in namespace: NamespaceName) throws -> Set<Int>?

  /// Whether a built-in appliance's programs are attached to its link. Called inside the namespace.
  func isAttached(_ dataPlane: DataPlaneState, in namespace: NamespaceName) -> Bool
}
