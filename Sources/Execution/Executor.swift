import DataPlane
import Glibc
package import HostState
package import Netlink
package import Planning
package import RunDirectory
package import StateStore
import Threads

/// Executes plans on this host: journal, kernel, agent, rollback, verification.
///
/// One at a time a topology: the caller holds its `TopologyLock`.
package struct Executor {
  package let runDirectory: RunDirectory
  package var options: ExecutionOptions
  let observe: () throws -> HostState
  let readBack: ([NamespaceName: NamespaceState]) throws -> HostState
  let report: (ExecutionEvent) -> Void
  let interruption: () -> Int32?
  private(set) var agent: AgentSynchronizer
  let connections: NamespaceConnections

  /// - Parameters:
  ///   - connections: Best those that `observe` uses too.
  ///   - stateDirectory: Where the agent finds what it applies by itself; nil if it is not to.
  ///   - agentExecutable: The program that has the agent in it; nil for the running one.
  ///   - observe: Reads the host.
  ///   - readBack: Reads it to verify a run, given what the run has made of new namespaces; nil for
  ///     `observe`.
  ///   - report: Is told what happens.
  ///   - interruption: The signal that asks to stop, looked at between batches.
  package init(
    runDirectory: RunDirectory, connections: NamespaceConnections = NamespaceConnections(),
    agentExecutable: String? = nil, stateDirectory: String? = nil,
    options: ExecutionOptions = ExecutionOptions(),
    observe: @escaping () throws -> HostState,
    readBack: (([NamespaceName: NamespaceState]) throws -> HostState)? = nil,
    report: @escaping (ExecutionEvent) -> Void = { _ in },
    interruption: @escaping () -> Int32? = { nil }
  ) {
    self.runDirectory = runDirectory
    self.connections = connections
    self.options = options
    self.observe = observe
    self.readBack = readBack ?? { _ in try observe() }
    self.report = report
    self.interruption = interruption
    agent = AgentSynchronizer(
      runDirectory: runDirectory, executable: agentExecutable,
      stateDirectory: stateDirectory)
  }

  /// Executes a plan, verifies the host, and remembers it as what was applied last.
  ///
  /// What fails after the first change is taken back, unless the options say otherwise: an operation
  /// that is refused as much as a host that afterwards is not what the plan says.
  ///
  /// - Parameters:
  ///   - observed: The state that the plan was made from.
  ///   - store: Where the journal is kept.
  ///   - confirmation: Asked for when the host is as planned; without it, that is taken back, by the
  ///     agent where this process is gone by then.
  package func apply(
    _ plan: Plan, to observed: HostState, store: StateStore,
    confirmation: ConfirmationWait? = nil
  ) throws(ExecutionError) {
    let desired = Deferred { observed.applying(plan.operations) }
    // While the kernel makes links, which it does one at a time.
    let applied = Deferred {
      Result { () throws(StateStoreError) in
        try AppliedState(state: desired.value, source: plan.source).encoded()
      }
    }
    var run: Int64?
    // Of an earlier run, which is to be confirmed or taken back unless this one succeeds.
    let earlier = (try? runDirectory.readDeadline()) ?? nil
    if !plan.isEmpty {
      var executor = self
      executor.agent.isAwaited = confirmation != nil
      do throws(StateStoreError) {
        run = try store.beginRun(plan, deadline: confirmation?.deadline)
        if let confirmation {
          try leaveDeadline(of: confirmation, store, run)
          try executor.awakeAgent(observed)
        }
      } catch {
        if let run { try? store.endRun(run, .rolledBack) }
        leaveDeadline(earlier)
        throw .notBegun(error)
      }
      options.faults.strike(at: .begin)
      var execution = Execution(
        executor: executor, model: observed.objects, store: store, run: run)
      do throws(ExecutionError) {
        try execution.run(plan.operations)
        try verify(desired.value, from: observed)
        if let confirmation { try wait(for: confirmation, store, run) }
      } catch {
        let failure = executor.takeBack(execution, to: observed, after: error, store, run)
        leaveDeadline(earlier)
        // It may have been there for the confirmation alone.
        if confirmation != nil, earlier == nil { try? agent.revive(observed) }
        throw failure
      }
    } else if let confirmation {
      try askAgain(confirmation, observed, store)
    }
    options.faults.strike(at: .remember)
    do throws(StateStoreError) {
      try store.remember(try applied.value.get(), assignments: plan.assignments, ending: run)
    } catch {
      runDirectory.removeDeadline()
      throw .unremembered(error)
    }
    runDirectory.removeDeadline()
    do throws(RunDirectoryError) {
      try agent.revive(desired.value)
    } catch {
      throw .agent(error)
    }
  }

  private func wait(
    for confirmation: ConfirmationWait, _ store: StateStore, _ run: Int64?
  ) throws(ExecutionError) {
    do throws(StateStoreError) {
      try leaveDeadline(of: confirmation, store, run)
    } catch {
      throw .store(error, .notAsked)
    }
    if !confirmation.isGiven() { throw .unconfirmed(.notAsked) }
  }

  /// What an earlier run made is there, and whoever waited for its confirmation is gone: the same is
  /// asked again, and on a no the agent takes it back, as it knows what was there before.
  private func askAgain(
    _ confirmation: ConfirmationWait, _ observed: HostState, _ store: StateStore
  ) throws(ExecutionError) {
    let open: JournaledRun?
    do throws(StateStoreError) {
      open = try store.unconfirmedRun()
      if open != nil { try awakeAgent(observed) }
    } catch {
      throw .store(error, .notAsked)
    }
    guard let open else { return }
    do throws(ExecutionError) {
      try wait(for: confirmation, store, open.id)
    } catch {
      try? leaveDeadline(of: ConfirmationWait(within: 0) { false }, store, open.id)
      throw error
    }
  }

  /// Whoever waits for a confirmation may be killed at any time: an agent is there by then, though there
  /// is nothing else for it to do yet.
  private func awakeAgent(_ observed: HostState) throws(StateStoreError) {
    do throws(RunDirectoryError) {
      if !AgentClient(runDirectory).ping() { _ = try agent.synchronize(observed) }
    } catch {
      throw .unavailable(path: runDirectory.path, reason: "\(error)")
    }
  }

  /// What an earlier run left is there again.
  private func leaveDeadline(_ earlier: Int?) {
    guard let earlier else { return runDirectory.removeDeadline() }
    try? runDirectory.write(deadline: earlier)
  }

  /// Whoever finds the run open after that, and nobody who holds the lock, takes it back.
  private func leaveDeadline(
    of confirmation: ConfirmationWait, _ store: StateStore, _ run: Int64?
  ) throws(StateStoreError) {
    let deadline = confirmation.deadline
    if let run { try store.extend(run, until: deadline) }
    do throws(RunDirectoryError) {
      try runDirectory.write(deadline: deadline)
    } catch {
      throw .unavailable(path: runDirectory.confirmation, reason: "\(error)")
    }
  }

  /// Reads the host back: what was executed must be what is there.
  private func verify(
    _ desired: HostState, from observed: HostState
  ) throws(ExecutionError) {
    report(.verifying)
    let made = desired.namespaces.filter { observed.namespaces[$0.key] == nil }
    let difference = StateDiff(from: try reading { try readBack(made) }, to: desired)
    guard difference.isEmpty else { throw .differs(difference.changes, .notAsked) }
  }

  func observing() throws(ExecutionError) -> HostState { try reading(observe) }

  private func reading(_ body: () throws -> HostState) throws(ExecutionError) -> HostState {
    do {
      return try body()
    } catch {
      throw .observation(reason: "\(error)", .notAsked)
    }
  }
}
