import ArgumentParser
import Diagnostics
import Execution
import Glibc
import HostState
import IPAddressing
import NFTables
import Observation
import Planning
import StateStore
import Threads
import Verification

/// `bumpwire apply`: makes this host what a topology or a saved plan says.
struct ApplyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply",
    abstract: "Make this host what a topology, or a saved plan, says.",
    discussion: """
      Validates the topology, shows what is to be done, asks, does it, and reads the host back. When \
      an operation fails, or the host is not as planned afterwards, everything that was done is \
      taken back.

        bumpwire apply topology.yaml
        bumpwire plan topology.yaml --out plan.json && bumpwire apply plan.json --yes
        bumpwire apply topology.yaml --yes --confirm-within 60s

      Exits with 0 when it is done, 1 when it is not, 3 when it was taken back and 4 when that \
      failed too, 65 for an invalid topology, 69 when something that is needed is missing, 73 for a \
      stale plan, 75 while somebody else changes the topology, 77 without root, and 130 or 143 on \
      signals.
      """)

  @Argument(
    help: "The topology file, or a plan that `plan --out` wrote.", completion: .topologyOrPlanFile)
  var file: String

  @Flag(help: "Build it in spite of findings of severity error.")
  var allowFindings = false

  @Flag(inversion: .prefixedNo, help: "Undo what was done when an operation fails.")
  var rollback = true

  @Flag(
    inversion: .prefixedNo,
    help: """
      Wait for the flows of appliances that are removed, at most for the group's \
      deregistration_delay.
      """)
  var drain = true

  @Option(
    help: .init(
      """
      Take everything back unless somebody answers `yes`, or sends SIGUSR1, within this time, such \
      as 60s or 5m; with `--format json` the event `confirm` has the process in `pid`. A signal that \
      ends it takes everything back too, and when this command is killed the agent does.
      """,
      valueName: "time"), transform: TimeLimit.init)
  var confirmWithin: TimeLimit?

  @OptionGroup var options: ChangeOptions

  func validate() throws {
    if confirmWithin != nil, !rollback {
      throw ValidationError("--confirm-within takes back what --no-rollback keeps")
    }
  }

  func run() throws {
    try ChangeRunner(.apply, options).run(checkInput: checkInput) { runner in
      SavedPlan.isPlan(file) ? try applyPlan(runner) : try applyTopology(runner)
    }
  }

  private func checkInput(_ runner: ChangeRunner) throws {
    guard file != "-", access(file, R_OK) != 0 else { return }
    _ = try TopologyLoader(console: runner.console, report: runner.reporter.show).load(file)
  }

  private func applyTopology(_ runner: ChangeRunner) throws -> ExitStatus {
    let reader = HostReader(console: runner.console, options: options.host)
    var lock: TopologyLock?
    var remembered: Deferred<Result<AppliedState?, StateStoreError>>?
    let desired = try DesiredHostReader(
      console: runner.console, findings: allowFindings ? .allow : .refuse, isCompared: true,
      report: runner.reporter.show
    ).read(file) { topology in
      // Nobody may assign anything between this reading and what is made of it.
      lock = try runner.lock(topology)
      remembered = reader.lastAppliedMeanwhile(of: topology)
      return try assignments(of: topology, reader)
    }
    let session = try begin(desired.state.topology, lock.take(), runner)
    let last = remembered.flatMap { reader.heard($0.value) }
    let lastApplied = last?.state
    AppliedPlace(console: runner.console, options: options.host)
      .warn(desired.state.topology, from: desired.source, last: last)
    let observed = try session.observe(
      knowing: [desired.state] + [lastApplied].compactMap { $0 })
    let plan = try Plan(
      from: observed, to: desired.state, lastApplied: lastApplied, origins: desired.origins,
      unfinished: session.unfinished, source: desired.source,
      assignments: desired.assignments.texts, drains: drain,
      toolVersion: ToolVersion.current)
    return try execute(plan, observed, session, runner)
  }

  private func begin(
    _ topology: String, _ lock: consuming TopologyLock?, _ runner: ChangeRunner
  ) throws -> ChangeSession {
    try runner.begin(
      topology, lock,
      ExecutionOptions(
        rollsBack: rollback, takesBackInterrupted: confirmWithin != nil, drains: drain))
  }

  /// A damaged database is set aside when the session begins, and everything assigned anew.
  private func assignments(of topology: String, _ reader: HostReader) throws -> Assignments {
    do throws(StateStoreError) {
      return try reader.assignments(of: topology)
    } catch .corrupt {
      return Assignments(capacities: reader.capacities(of: topology))
    } catch {
      throw ChangeSession.failure(error)
    }
  }

  private func applyPlan(_ runner: ChangeRunner) throws -> ExitStatus {
    let plan = try SavedPlan.read(file)
    let goal = try goal(of: plan, runner)
    let session = try begin(plan.topology, try runner.lock(plan.topology), runner)
    let lastApplied = session.lastApplied
    let observed = try session.observe(
      knowing: [plan.touched, goal, lastApplied].compactMap { $0 })
    let differences = plan.staleness(on: observed, lastApplied: lastApplied, goal: goal)
    if differences != nil, plan.isFulfilled(by: observed) { throw Self.applied }
    let causes = [
      Self.otherConfiguration(plan, runner.console),
      try Self.otherMemory(plan, try session.requireStore()),
      differences.map(Self.otherHost),
    ].compactMap { $0 }
    if !causes.isEmpty {
      throw CommandFailure(
        .stalePlan, causes.joined(separator: "\n"),
        help: "make a new plan with `bumpwire plan FILE --out PLAN`")
    }
    let result: HostState
    do {
      result = try observed.applying(plan.operations).canonicalised(by: CanonicalTables())
      try result.checkConsistency()
    } catch {
      throw CommandFailure(.invalidInput, "`\(file)` is no plan of ours: \(error)")
    }
    guard result == goal else {
      throw CommandFailure(
        .invalidInput,
        "the operations of `\(file)` do not lead to what its own topology asks for: it was edited, or "
          + "made by another version (\(plan.toolVersion))",
        help: "make a new plan with `bumpwire plan FILE --out PLAN`")
    }
    return try execute(plan, observed, session, runner)
  }

  /// What the plan's own text asks for, with what the plan assigns.
  private func goal(of plan: Plan, _ runner: ChangeRunner) throws -> HostState {
    guard let source = plan.source, let path = source.files.first?.path else {
      throw CommandFailure(.invalidInput, "`\(file)` is no plan of ours: it has no topology")
    }
    let reader = HostReader(console: runner.console, options: options.host)
    return try DesiredHostReader(
      console: runner.console, findings: .ignore, isCompared: true, texts: source.access
    ).read(path) { topology in
      var assignments = Assignments(plan.assignments ?? [:])
      assignments.capacities = reader.capacities(of: topology)
      return assignments
    }.state
  }

  private static let applied = CommandFailure(
    .stalePlan, "the plan has been applied already: this host is as it says",
    help: "`bumpwire plan FILE` shows whether anything else is to be done")

  /// Whether files that the plan was made from are other ones by now.
  ///
  /// Those that are not there, as on another host, are not known to be; what is there and can be read no
  /// more is another one.
  private static func otherConfiguration(_ plan: Plan, _ console: Console) -> String? {
    var (changed, absent): ([String], [String]) = ([], [])
    for file in plan.source?.files ?? [] {
      let name = "`\(file.path.escapingControlCharacters)`"
      let places = [file.absolutePath, file.path].compactMap { $0 }
      if let place = places.first(where: { access($0, F_OK) == 0 }) {
        let data = RegularFile.read(place, limit: RegularFile.topologyLimit)
        if data.map({ String(decoding: $0, as: UTF8.self) }) != file.text { changed.append(name) }
      } else {
        absent.append(name)
      }
    }
    if !absent.isEmpty {
      console.warn(
        "whether the configuration has been edited since the plan was made is not known: "
          + "\(absent.joined(separator: ", ")) cannot be read from here")
    }
    guard !changed.isEmpty else { return nil }
    return "the configuration has been edited since the plan was made: "
      + changed.joined(separator: ", ")
  }

  private static func otherMemory(_ plan: Plan, _ store: StateStore) throws -> String? {
    guard let remembered = plan.rememberedFingerprint else { return nil }
    do throws(StateStoreError) {
      guard try store.fingerprint() != remembered else { return nil }
    } catch {
      throw ChangeSession.failure(error)
    }
    return "what is remembered of \(plan.topology) is no more what the plan was made with: another "
      + "apply has come between, or the state was lost"
  }

  private static func otherHost(_ differences: [String]) -> String {
    var lines = ["the plan was made for another state of this host"]
    lines += differences.prefix(10).map { "  \($0)" }
    if differences.isEmpty { lines.append("  something that the plan does not touch has changed") }
    if differences.count > 10 { lines.append("  and \(differences.count - 10) more") }
    return lines.joined(separator: "\n")
  }

  private func execute(
    _ plan: Plan, _ observed: HostState, _ session: borrowing ChangeSession,
    _ runner: ChangeRunner
  ) throws -> ExitStatus {
    let refused = HostInterfaceFindings(plan, .error)
    if !refused.diagnostics.isEmpty {
      if observed.objects.isEmpty { _ = session.forget(in: options.host.stateDirectory) }
      refused.show(on: runner.console)
      runner.reporter.show(refused.diagnostics.map { Finding($0) })
      throw CommandFailure(
        .unavailable, "the topology cannot have its interface as the host is; nothing was changed",
        help: "`interface` of an external appliance names an interface that is up and theirs alone")
    }
    HostInterfaceFindings.warn(keptBy: observed, on: runner.console)
    let (executor, store) = (session.executor, try session.requireStore())
    let isFirst = observed.objects.isEmpty && (try? store.fingerprint()) == StateStore.nothing
    do {
      return try runner.carryOut(plan, asking: "Apply this plan?") { () throws(ExecutionError) in
        try executor.apply(
          plan, to: observed, store: store,
          confirmation: confirmWithin.map { limit in
            ConfirmationWait(within: limit.seconds) {
              Confirmation.isGiven(within: limit.seconds) {
                runner.reporter.askToConfirm(within: limit.seconds)
              }
            }
          })
      }
    } catch let failure as CommandFailure where failure.status == .rolledBack {
      // As before a first apply; after a boot nothing is there either, and all is remembered.
      if isFirst { _ = session.forget(in: options.host.stateDirectory) }
      throw failure
    }
  }
}

extension Plan {
  /// What the plan changes, as a state: it says which settings are to be looked at.
  fileprivate var touched: HostState {
    var objects: [HostObjectID: HostObject] = [:]
    for change in operations.flatMap(\.changes) {
      objects[HostObjectID(change.object.namespace, .namespace)] = .namespace(resource: "")
      objects[change.object] = change.after ?? change.before
    }
    return HostState(topology: topology, objects: objects)
  }
}
