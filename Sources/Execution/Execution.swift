import DataPlane
import Glibc
import HostState
import Netlink
import Observation
import Planning
import RunDirectory
import StateStore

/// One run through a list of operations: what was done, and the host that it left.
struct Execution {
  let executor: Executor
  private(set) var model: [HostObjectID: HostObject]
  /// The links of the model.
  private var links: [NamespaceName: LinkTable] = [:]
  let store: StateStore?
  let run: Int64?
  /// While undoing, what was not done needs no undoing.
  var isUndoing = false
  /// What was executed, and what was tried and may have been executed in part.
  private(set) var tried: [Operation] = []
  private(set) var failures: [OperationFailure] = []
  private var agentIsBehind = false
  /// Whether packets have been sent past tables, until these are as they are to be.
  private var hasSwitched = false
  private var checkedPorts = CheckedPorts(of: [])

  init(
    executor: Executor, model: [HostObjectID: HostObject], store: StateStore?, run: Int64?,
    isUndoing: Bool = false
  ) {
    self.executor = executor
    self.model = model
    self.store = store
    self.run = run
    self.isUndoing = isUndoing
    for (id, object) in model { links.update(id, from: nil, to: object) }
  }

  /// Executes operations batch by batch, until one fails or a signal comes.
  mutating func run(_ operations: [Operation]) throws(ExecutionError) {
    let total = operations.count
    checkedPorts = CheckedPorts(of: operations)
    model.reserveCapacity(model.count + operations.reduce(0) { $0 + $1.changes.count })
    var done = 0
    executor.report(isUndoing ? .rollingBack(total: total) : .started(total: total))
    for batch in Batch.batches(of: operations, size: executor.options.batchSize) {
      if !isUndoing, !isSwitching(at: batch.phase), let signal = executor.interruption() {
        throw .interrupted(signal: signal, done: done, total: total, .notAsked)
      }
      if batch.deregistersTargets, !isUndoing, executor.options.drains {
        if agentIsBehind, let reason = catchUp() {
          try refuse(batch.operations.first ?? operations[0], reason)
        }
        try drain(batch, done: done, total: total)
      }
      try intend(batch)
      executor.report(.begun(Array(batch.operations), done: done, total: total))
      let isRefused = executor.options.faults.strike(at: batch.first + 1, isUndoing: isUndoing)
      let failed = isRefused ? batch.failing("refused on purpose") : execute(batch)
      executor.options.faults.strike(after: batch.first + 1, isUndoing: isUndoing)
      tried += batch.operations
      if batch.phase == .switchRoutes { hasSwitched = true }
      let finished = batch.operations.enumerated().filter { failed[$0.offset] == nil }
      for change in finished.flatMap(\.element.changes) {
        links.update(change.object, from: model[change.object], to: change.after)
        model[change.object] = change.after
      }
      done += finished.count
      executor.report(.finished(finished.map(\.element), done: done, total: total))
      tell(failed, of: batch)
      try record(batch, failed: failed)
      if !failed.isEmpty, !executor.options.keepsGoing { throw .refused(failures, .notAsked) }
    }
    if agentIsBehind, let reason = catchUp() {
      guard let last = operations.last else { return }
      try refuse(last, reason)
    }
    if !failures.isEmpty { throw .refused(failures, .notAsked) }
  }

  /// Whether packets may be held until the phase after this one: no place to stop.
  private func isSwitching(at phase: Phase) -> Bool { hasSwitched && phase <= .releaseSwitch }

  private mutating func refuse(
    _ operation: Operation, _ reason: String
  ) throws(ExecutionError) {
    failures.append(OperationFailure(operation: operation, reason: reason))
    throw .refused(failures, .notAsked)
  }

  /// What several operations failed for is told once.
  private mutating func tell(_ failed: [Int: String], of batch: Batch) {
    let causes = Dictionary(grouping: failed.keys.sorted()) { failed[$0] ?? "" }
    for (reason, offsets) in causes.sorted(by: { $0.value[0] < $1.value[0] }) {
      let others = offsets.count > 1 ? " (and \(offsets.count - 1) more)" : ""
      let failure = OperationFailure(
        operation: batch.operations[batch.operations.startIndex + offsets[0]],
        reason: reason + others)
      failures.append(failure)
      executor.report(.failed(failure))
    }
  }

  /// What went wrong, by the operation's place in the batch.
  private mutating func execute(_ batch: Batch) -> [Int: String] {
    let anchor: NamespaceAnchor?
    do {
      anchor = try prepare(batch)
    } catch {
      return batch.failing("\(error)")
    }
    let planner = WorkPlanner(
      topology: executor.runDirectory.topology, connections: executor.connections,
      dataPlane: executor.dataPlane, model: model, links: links,
      checkedPorts: checkedPorts, anchor: anchor, batch: batch.operations, isUndoing: isUndoing)
    let runner = BatchRunner(
      connections: executor.connections, threads: executor.options.threads,
      tolerating: isUndoing ? WorkPlanner.alreadyGone.union([EEXIST]) : [])
    let work =
      batch.isLinkDeletion
      ? planner.deletion(of: batch.operations)
      : batch.operations.enumerated().map { planner.work(for: $1, at: $0) }
    let hindered = zip(batch.operations, work).enumerated().map { index, planned in
      executor.options.faults.hindering(
        planned.1, of: batch.first + index + 1, isUndoing: isUndoing
      ) { NamespaceWork(operation: index, namespace: planned.0.object.namespace, step: $0) }
    }
    do throws(NetlinkError) {
      var failures = try runner.run(executor.options.faults.isEmpty ? work : hindered)
      if batch.changesProcesses { failures.merge(runProcesses(batch)) { first, _ in first } }
      if batch.operations.contains(where: { $0.object.kind == .dataPlane }) {
        agentIsBehind = true
      }
      return failures
    } catch {
      return batch.failing("\(error)")
    }
  }

  /// Makes what all operations of a batch need.
  ///
  /// - Returns: What new namespaces are named with, if the batch makes any.
  private func prepare(_ batch: Batch) throws -> NamespaceAnchor? {
    if batch.operations.contains(where: { $0.changes[0].mountsDataPlane }) {
      try executor.runDirectory.create()
      try executor.dataPlane.fileSystem.mount()
    }
    guard batch.operations.contains(where: { $0.changes[0].makesNamespace }) else { return nil }
    return try NamespaceDirectory.prepare()
  }

  /// Tells the agent about the processes of a batch.
  private mutating func runProcesses(_ batch: Batch) -> [Int: String] {
    var objects = model
    for change in batch.operations.flatMap(\.changes) { objects[change.object] = change.after }
    var reasons: [HostObjectID: String] = [:]
    do throws(RunDirectoryError) {
      let state = HostState(topology: executor.runDirectory.topology, objects: objects)
      for failure in try executor.agent.synchronize(state) {
        let name = failure.process
        reasons[HostObjectID(name.namespace, .process(name.name))] = failure.reason
      }
      agentIsBehind = false
    } catch {
      return batch.failing("\(error)")
    }
    var failures: [Int: String] = [:]
    for (offset, operation) in batch.operations.enumerated() {
      failures[offset] = reasons[operation.object]
    }
    return failures
  }

  private mutating func catchUp() -> String? {
    let state = HostState(topology: executor.runDirectory.topology, objects: model)
    agentIsBehind = false
    do throws(RunDirectoryError) {
      let failures = try executor.agent.synchronize(state)
      return failures.isEmpty ? nil : failures.map(\.description).joined(separator: "\n")
    } catch {
      return "\(error)"
    }
  }

  private func intend(_ batch: Batch) throws(ExecutionError) {
    guard let store, let run else { return }
    do throws(StateStoreError) {
      try store.intend(batch.operations, first: batch.first, in: run)
    } catch {
      throw .store(error, .notAsked)
    }
  }

  private func record(_ batch: Batch, failed: [Int: String]) throws(ExecutionError) {
    guard let store, let run else { return }
    let numbers = batch.first..<batch.first + batch.operations.count
    do throws(StateStoreError) {
      try store.record(numbers, failed: failed.keys.map { batch.first + $0 }, in: run)
    } catch {
      throw .store(error, .notAsked)
    }
  }
}

extension Executor {
  var dataPlane: DataPlane {
    DataPlane(
      fileSystem: BPFFileSystem(path: runDirectory.bpfFileSystem),
      recordDirectory: runDirectory.dataPlaneFiles)
  }
}

extension Change {
  fileprivate var mountsDataPlane: Bool { object.kind == .dataPlane && after != nil }
  fileprivate var makesNamespace: Bool { object.kind == .namespace && before == nil }
}

extension [NamespaceName: LinkTable] {
  /// Follows a link's change; other objects are none of ours.
  fileprivate mutating func update(
    _ id: HostObjectID, from old: HostObject?, to new: HostObject?
  ) {
    guard case .link(let name) = id.kind else { return }
    if old != nil { self[id.namespace]?.remove(name) }
    if case .link(let state)? = new {
      self[id.namespace, default: LinkTable()].insert(name, index: state.index)
    }
  }
}
