import ArgumentParser
import Execution
import HostState
import IPAddressing
import Planning
import StateStore

/// `bumpwire apply`: makes this host what a topology or a saved plan says.
struct ApplyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply",
    abstract: "Make this host what a topology, or a saved plan, says.")

  @Argument(help: "The topology file, or a plan that `plan --out` wrote.")
  var file: String

  @Flag(help: "Do not ask.")
  var yes = false

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

  @OptionGroup var host: HostOptions
  @OptionGroup var color: ColorOptions

  func run() throws {
    try CommandRunner.run(color) { console in
      let reader = HostReader(console: console, options: host)
      try reader.requireRoot(to: "change this host")
      if !yes { try Confirmation.requireAnswer() }
      return SavedPlan.isPlan(file)
        ? try applyPlan(reader, console) : try applyTopology(reader, console)
    }
  }

  private func applyTopology(_ reader: HostReader, _ console: Console) throws -> ExitStatus {
    let desired = try DesiredHostReader(
      console: console, findings: allowFindings ? .allow : .refuse, isCompared: true
    ).read(file) { reader.assignments(of: $0) }
    let name = desired.state.topology
    let session = try ChangeSession.begin(
      .apply, topology: name, options: host, console: console, rollsBack: rollback,
      drains: drain, known: [desired.state])
    let lastApplied = session.lastApplied
    let observed = try session.observe(
      knowing: [desired.state] + [lastApplied].compactMap { $0 })
    let plan = try Plan(
      from: observed, to: desired.state, lastApplied: lastApplied, origins: desired.origins,
      source: desired.source, toolVersion: ToolVersion.current)
    return try execute(
      plan, observed, session, console, assignments: desired.assignments.mapValues(\.description))
  }

  private func applyPlan(_ reader: HostReader, _ console: Console) throws -> ExitStatus {
    let plan = try SavedPlan.read(file)
    let known = [plan.touched, reader.lastApplied(of: plan.topology)?.state].compactMap { $0 }
    let session = try ChangeSession.begin(
      .apply, topology: plan.topology, options: host, console: console, rollsBack: rollback,
      drains: drain, known: known)
    let observed = try session.observe(knowing: known)
    if let differences = plan.staleness(on: observed) {
      throw plan.isFulfilled(by: observed) ? Self.applied : Self.stale(differences)
    }
    return try execute(plan, observed, session, console)
  }

  private static let applied = CommandFailure(
    .stalePlan, "the plan has been applied already: this host is as it says",
    help: "`bumpwire plan FILE` shows whether anything else is to be done")

  private static func stale(_ differences: [String]) -> CommandFailure {
    var lines = ["the plan was made for another state of this host"]
    lines += differences.prefix(10).map { "  \($0)" }
    if differences.isEmpty { lines.append("  something that the plan does not touch has changed") }
    if differences.count > 10 { lines.append("  and \(differences.count - 10) more") }
    return CommandFailure(
      .stalePlan, lines.joined(separator: "\n"),
      help: "make a new plan with `bumpwire plan FILE --out PLAN`")
  }

  private func execute(
    _ plan: Plan, _ observed: HostState, _ session: borrowing ChangeSession, _ console: Console,
    assignments: [String: String]? = nil
  ) throws -> ExitStatus {
    try PlanView(console: console).show(plan, format: .text, summary: false)
    if !plan.isEmpty, !yes {
      guard try Confirmation.ask("Apply this plan?", console: console) else {
        console.writeError("Nothing was changed.\n")
        return .failure
      }
    }
    guard let store = session.store else { preconditionFailure("`apply` has a store") }
    do throws(ExecutionError) {
      try session.executor.apply(plan, to: observed, store: store, assignments: assignments)
    } catch {
      throw CommandFailure(error)
    }
    if !plan.isEmpty { PlanView(console: console).showCompletion(of: plan, verb: "Apply") }
    return .success
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
