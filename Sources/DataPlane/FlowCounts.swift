/// How many live flows a gateway load balancer has, and whose they are.
package struct FlowCounts: Hashable, Sendable {
  package private(set) var all = 0
  /// By the ids of endpoints that have some.
  package private(set) var byEndpoint: [UInt64: Int] = [:]
  /// Of targets that have some; they need not be registered any more.
  package private(set) var byTarget: [FlowTable.Target: Int] = [:]

  mutating func add(_ flow: Flow) {
    all += 1
    byEndpoint[flow.endpointID, default: 0] += 1
    byTarget[FlowTable.Target(slot: flow.targetSlot, address: flow.targetAddress), default: 0] += 1
  }
}
