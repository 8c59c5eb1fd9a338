import HostState
import IPAddressing

/// What the agent does to and asks of the data planes that execution has attached.
protocol DataPlaneControl {
  /// Gives new flows of each zone to these targets of a gateway load balancer; a zone without a
  /// healthy target fails open. Publishing the same again changes nothing.
  func publish(healthy: [Int: Set<IPAddress>], in namespace: NamespaceName) throws

  /// The targets that count as healthy in the kernel now; nil where nothing is attached.
  func healthyTargets(in namespace: NamespaceName) throws -> Set<IPAddress>?

  /// Whether a built-in appliance's programs are attached to its link. Called inside the namespace.
  func isAttached(_ dataPlane: DataPlaneState, in namespace: NamespaceName) -> Bool
}
