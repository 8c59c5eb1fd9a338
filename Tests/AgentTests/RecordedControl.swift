import HostState

@testable import Agent

/// Data planes that only remember what they were told.
final class RecordedControl: DataPlaneControl {
  struct Refusal: Error {}

  var published: [[Int: Set<Int>]] = []
  var isRefusing = false
  var kernelSlots: Set<Int>?
  var attached = true

  func publish(healthy: [Int: Set<Int>], in namespace: NamespaceName) throws {
    if isRefusing { throw Refusal() }
    published.append(healthy)
  }

  func healthySlots(in namespace: NamespaceName) throws -> Set<Int>? { kernelSlots }

  func isAttached(_ dataPlane: DataPlaneState, in namespace: NamespaceName) -> Bool { attached }
}
