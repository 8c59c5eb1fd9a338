import Execution
import Planning
import StateStore

/// What commands that change the host do alike: they need root and an answer, show the plan, ask,
/// carry it out and tell of it.
struct ChangeRunner {
  let operation: ChangeSession.Operation
  let options: ChangeOptions
  let console: Console
  let reporter: any ChangeReporter

  init(_ operation: ChangeSession.Operation, _ options: ChangeOptions) {
    self.operation = operation
    self.options = options
    // What is to be destroyed without a question goes, whoever listens.
    console = Console(
      options.color.color, format: options.format,
      needsOutput: operation == .apply || !options.yes)
    reporter = options.reporter(console)
  }

  /// - Parameter checkInput: Refuses a file that cannot be read: who named the wrong one is not to
  ///   be told of answers first.
  func run(
    checkInput: (ChangeRunner) throws -> Void, _ body: (ChangeRunner) throws -> ExitStatus
  ) throws {
    try CommandRunner.run(console) {
      try HostReader(console: console, options: options.host).requireRoot(to: "change this host")
      try checkInput(self)
      try options.requireAnswer()
      try FileDescriptors.require()
      return try body(self)
    }
  }

  /// Takes the topology's lock.
  ///
  /// - Returns: Nil where `destroy` cannot have one, and goes on without.
  func lock(_ topology: String) throws -> TopologyLock? {
    try ChangeSession.lock(operation, topology, console)
  }

  func begin(
    _ topology: String, _ lock: consuming TopologyLock?, _ execution: ExecutionOptions
  ) throws -> ChangeSession {
    try ChangeSession.begin(
      operation, topology: topology, lock, options: options.host, reporter: reporter,
      console: console, execution: execution.failing(by: try faults()))
  }

  /// Shows the plan, and executes it if that is wanted.
  func carryOut(
    _ plan: Plan, asking question: String, _ execute: () throws(ExecutionError) -> Void
  ) throws -> ExitStatus {
    Interruption.watch()
    let agent =
      operation == .apply
      ? HostReader(console: console, options: options.host).agentAction(on: plan.topology) : nil
    reporter.show(plan, agent: agent, by: operation)
    if !plan.isEmpty, !options.yes {
      guard try Confirmation.ask(question, console: console) else {
        console.writeError("Nothing was changed.\n")
        return .failure
      }
    }
    do throws(ExecutionError) {
      try execute()
    } catch {
      throw CommandFailure(error)
    }
    reporter.showCompletion(of: plan, agent: agent, by: operation)
    guard let signal = Interruption.signal else { return .success }
    console.warn("a signal came when everything was being done already; it is done")
    return Interruption.status(of: signal)
  }

  /// Failures on purpose, from the environment.
  private func faults() throws -> InjectedFaults {
    guard let text = ProcessEnvironment.variable(Self.faultVariable), !text.isEmpty else {
      return .none
    }
    guard let faults = InjectedFaults(text) else {
      throw CommandFailure(.usage, "\(Self.faultVariable) is not understood: `\(text)`")
    }
    console.warn("\(Self.faultVariable) is set: this run fails on purpose")
    return faults
  }

  private static let faultVariable = "BUMPWIRE_FAULT"
}
