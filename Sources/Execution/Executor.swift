import DataPlane
import Glibc
package import HostState
package import Planning
package import RunDirectory
package import StateStore

/// Executes plans on this host: journal, kernel, agent, rollback, verification.
///
/// One at a time a topology: the caller holds its `TopologyLock`.
package struct Executor {
  package let runDirectory: RunDirectory
  package var options: ExecutionOptions
  let observe: () throws -> HostState
  let report: (ExecutionEvent) -> Void
  let interruption: () -> Int32?
  let agent: AgentSynchronizer
  let connections = NamespaceConnections()

  /// - Parameters:
  ///   - agentExecutable: The program that has the agent in it; nil for the running one.
  ///   - observe: Reads the host.
  ///   - report: Is told what happens.
  ///   - interruption: The signal that asks to stop, looked at between batches.
  package init(
    runDirectory: RunDirectory, agentExecutable: String? = nil,
    options: ExecutionOptions = ExecutionOptions(),
    observe: @escaping () throws -> HostState,
    report: @escaping (ExecutionEvent) -> Void = { _ in },
    interruption: @escaping () -> Int32? = { nil }
  ) {
    self.runDirectory = runDirectory
    self.options = options
    self.observe = observe
    self.report = report
    self.interruption = interruption
    agent = AgentSynchronizer(runDirectory: runDirectory, executable: agentExecutable)
  }

  /// Executes a plan, verifies the host, and remembers it as what was applied last.
  ///
  /// - Parameters:
  ///   - observed: The state that the plan was made from.
  ///   - store: Where the journal is kept; nil when the database cannot be used.
  package func apply(
    _ plan: Plan, to observed: HostState, store: StateStore?
  ) throws(ExecutionError) {
    let desired = observed.applying(plan.operations)
    if !plan.isEmpty {
      let run = try journaling { () throws(StateStoreError) in try store?.beginRun(plan) }
      var execution = Execution(executor: self, model: observed.objects, store: store, run: run)
      do throws(ExecutionError) {
        try execution.run(plan.operations)
        try verify(desired)
      } catch {
        switch error {
        case .refused(let failures, _):
          throw .refused(failures, rollBack(execution, to: observed, store, run))
        case .store(let cause, _):
          throw .store(cause, rollBack(execution, to: observed, store, run))
        default: throw error
        }
      }
      if let run { try journaling { () throws(StateStoreError) in try store?.endRun(run, .done) } }
    }
    do throws(RunDirectoryError) {
      try agent.revive(desired)
    } catch {
      throw .agent(error)
    }
    let applied = AppliedState(state: desired, source: plan.source)
    try journaling { () throws(StateStoreError) in try store?.setLastApplied(applied) }
  }

  /// Reads the host back: what was executed must be what is there.
  private func verify(_ desired: HostState) throws(ExecutionError) {
    report(.verifying)
    let difference = StateDiff(from: try observing(), to: desired)
    guard difference.isEmpty else { throw .differs(difference.changes) }
  }

  func observing() throws(ExecutionError) -> HostState {
    do {
      return try observe()
    } catch {
      throw .observation(reason: "\(error)")
    }
  }

  private func journaling<Value>(
    _ body: () throws(StateStoreError) -> Value
  ) throws(ExecutionError) -> Value {
    do throws(StateStoreError) {
      return try body()
    } catch {
      throw .store(error, .notAsked)
    }
  }
}
