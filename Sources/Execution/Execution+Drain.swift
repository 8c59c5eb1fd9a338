import DataPlane
import Glibc
import HostState
import Planning
import RunDirectory

extension Execution {
  /// Waits until the targets that a batch removes have no flows any more, or no more time.
  func drain(_ batch: Batch, done: Int, total: Int) throws(ExecutionError) {
    let drains = batch.operations.compactMap { Drain($0) }
    let start = MonotonicTime.now
    while true {
      let elapsed = MonotonicTime.now - start
      var flows = 0
      var seconds = 0.0
      for drain in drains where elapsed < drain.delay {
        // A table that cannot be read holds nobody up: what is wrong with it, the removal tells.
        let count = (try? drain.liveFlows(in: executor.dataPlane)) ?? 0
        flows += count
        if count > 0 { seconds = max(seconds, drain.delay - elapsed) }
      }
      if flows == 0 { return }
      executor.report(
        .draining(
          targets: drains.flatMap(\.resources).sorted(), flows: flows,
          seconds: Int(seconds.rounded(.up))))
      if let signal = executor.interruption() {
        throw .interrupted(signal: signal, done: done, total: total)
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
  /// Seconds.
  let delay: Double
  private let targets: Set<FlowTable.Target>
  private let endpoints: Set<UInt64>

  /// Nil when it removes none.
  init?(_ operation: Operation) {
    let change = operation.changes[0]
    guard case .dataPlane(.gatewayLoadBalancer(let before))? = change.before,
      case .dataPlane(.gatewayLoadBalancer(let after))? = change.after
    else { return nil }
    let leaving = before.targets.filter(\.isDraining)
    namespace = change.object.namespace
    resources = leaving.map(\.resource)
    delay = Double(after.deregistrationDelay)
    targets = Set(leaving.map { FlowTable.Target(slot: $0.slot, address: $0.address) })
    endpoints = Set(after.endpoints.map(\.id))
  }

  /// Flows of endpoints that stay.
  func liveFlows(in dataPlane: DataPlane) throws -> Int {
    try FlowTable(dataPlane, namespace)?.count(of: targets, from: endpoints) ?? 0
  }
}
