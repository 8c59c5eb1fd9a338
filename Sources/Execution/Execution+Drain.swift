import DataPlane
import Glibc
import HostState
import Planning
import RunDirectory

extension Execution {
  /// Waits until the targets that a batch removes have no flows any more, or no more time.
  func drain(_ batch: Batch, done: Int, total: Int) throws(ExecutionError) {
    let drains = batch.operations.compactMap { Drain($0, in: executor.dataPlane) }
    while true {
      let now = MonotonicTime.now
      var flows = 0
      var end = now
      for drain in drains {
        // A table that cannot be read holds nobody up: what is wrong with it, the removal tells.
        let count = (try? drain.liveFlows(in: executor.dataPlane, at: now)) ?? 0
        flows += count
        if count > 0 { end = max(end, drain.end) }
      }
      if flows == 0 { return }
      executor.report(
        .draining(
          targets: drains.flatMap(\.resources).sorted(), flows: flows,
          seconds: Int((end - now).rounded(.up))))
      if let signal = executor.interruption() {
        throw .interrupted(signal: signal, done: done, total: total, .notAsked)
      }
      // A signal ends it early.
      poll(nil, 0, 500)
    }
  }
}

/// The targets that one operation removes.
private struct Drain {
  let namespace: NamespaceName
  /// The targets' resources.
  let resources: [String]
  /// When each has had its deregistration delay, which began with the first `apply` that was to
  /// remove it.
  private let ends: [FlowTable.Target: MonotonicTime]
  private let endpoints: Set<UInt64>

  /// Nil when it removes none.
  init?(_ operation: Operation, in dataPlane: DataPlane) {
    let change = operation.changes[0]
    guard case .dataPlane(.gatewayLoadBalancer(let before))? = change.before,
      case .dataPlane(.gatewayLoadBalancer(let after))? = change.after
    else { return nil }
    let leaving = before.targets.filter(\.isDraining)
    namespace = change.object.namespace
    resources = leaving.map(\.resource)
    let now = MonotonicTime.now
    let times = dataPlane.drainingTimes(namespace)
    ends = Dictionary(
      leaving.map {
        let left = Double(after.deregistrationDelay) - (times[$0.address] ?? 0)
        return (FlowTable.Target(slot: $0.slot, address: $0.address), now + left)
      }, uniquingKeysWith: max)
    endpoints = Set(after.endpoints.map(\.id))
  }

  /// When the last one has had its time.
  var end: MonotonicTime { ends.values.max() ?? .now }

  /// Flows of endpoints that stay, with targets that have time left.
  func liveFlows(in dataPlane: DataPlane, at now: MonotonicTime) throws -> Int {
    let targets = Set(ends.filter { now < $0.value }.keys)
    guard !targets.isEmpty else { return 0 }
    return try FlowTable(dataPlane, namespace)?.count(of: targets, from: endpoints) ?? 0
  }
}
