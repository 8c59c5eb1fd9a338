import ArgumentParser
import Configuration
import Diagnostics
import Execution
import Planning
import StateStore

/// `bumpwire scale`: applies what was applied last, with as many appliances as the agent has decided.
///
/// An agent runs it, and it is an apply like any other: with the lock, the journal, and everything
/// taken back when it fails. It reads no file of the user's, who may be editing them.
struct ScaleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scale",
    abstract: "Give appliance groups the size that the agent has decided.",
    shouldDisplay: false)

  @Option(help: "The topology's name.")
  var topology: String

  @OptionGroup var options: ChangeOptions

  func run() throws {
    try ChangeRunner(.scale, options).run(checkInput: { _ in }) { runner in
      let reader = HostReader(console: runner.console, options: options.host)
      let lock = try runner.lock(topology)
      // What was applied last is not what is there, and somebody may keep what is there yet.
      if let words = reader.unconfirmed(of: topology) { throw CommandFailure(.locked, words) }
      guard let last = reader.lastApplied(of: topology), let source = last.source,
        let path = source.files.first?.path
      else {
        throw CommandFailure(
          .unavailable, "nothing is remembered of what was applied; nothing was changed")
      }
      let desired = try DesiredHostReader(
        console: runner.console, findings: .ignore, isCompared: true, texts: source.access
      ).read(path) { name throws(CommandFailure) in
        do throws(StateStoreError) {
          return try reader.assignments(of: name)
        } catch {
          throw ChangeSession.failure(error)
        }
      }
      // The agent has waited for the flows of those that go.
      let session = try runner.begin(topology, lock, ExecutionOptions(drains: false))
      let observed = try session.observe(knowing: [desired.state, last.state])
      let plan = try Plan(
        from: observed, to: desired.state, lastApplied: last.state, origins: desired.origins,
        source: source, assignments: desired.assignments.texts, toolVersion: ToolVersion.current)
      let (executor, store) = (session.executor, try session.requireStore())
      return try runner.carryOut(plan, asking: "Scale?") { () throws(ExecutionError) in
        try executor.apply(plan, to: observed, store: store)
      }
    }
  }
}
