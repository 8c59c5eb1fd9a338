import HostState
import IPAddressing

@testable import Agent

/// Data planes that only remember what they were told.
final class RecordedControl: DataPlaneControl {
  struct Refusal: Error {}

  var published: [[Int: Set<IPAddress>]] = []
  var isRefusing = false
  var kernelTargets: Set<IPAddress>?
  var attached = true

  func publish(healthy: [Int: Set<IPAddress>], in namespace: NamespaceName) throws {
    if isRefusing { throw Refusal() }
    published.append(healthy)
  }

  func healthyTargets(in namespace: NamespaceName) throws -> Set<IPAddress>? { kernelTargets }

  func isAttached(_ dataPlane: DataPlaneState, in namespace: NamespaceName) -> Bool { attached }
}
