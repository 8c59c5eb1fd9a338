import ArgumentParser
import Execution
import Glibc
import HostState
import Planning
import RunDirectory
import StateStore

/// `bumpwire revert`: takes back what was to be confirmed, and was not before whoever waited for that
/// was gone.
///
/// An agent runs it. The host becomes what was applied last; where the run began on an empty host,
/// nothing.
struct RevertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revert",
    abstract: "Take back what nobody has confirmed in time.",
    shouldDisplay: false)

  @Option(help: "The topology's name.")
  var topology: String

  @OptionGroup var options: ChangeOptions

  func run() throws {
    try ChangeRunner(.revert, options).run(checkInput: { _ in }) { runner in
      let session = try runner.begin(
        topology, try runner.lock(topology), ExecutionOptions(drains: false))
      let store = try session.requireStore()
      let last = try read { () throws(StateStoreError) in try store.lastApplied() }
      guard let run = try read({ () throws(StateStoreError) in try store.unconfirmedRun() }),
        let deadline = run.deadline
      else {
        guard last != nil else { throw Self.forgotten }
        // It was confirmed, or somebody has gone on from there.
        options.host.runDirectory(of: topology).removeDeadline()
        return .success
      }
      guard time(nil) >= deadline else {
        throw CommandFailure(.locked, "there is time left to confirm the last change")
      }
      if run.fingerprint == Self.emptyHost(topology) {
        return try destroy(session, isForgotten: last == nil, runner)
      }
      guard let last else { throw Self.forgotten }
      let observed = try session.observe(knowing: [last.state])
      let plan = try Plan(
        from: observed, to: last.state, lastApplied: last.state, unfinished: session.unfinished,
        source: last.source, toolVersion: ToolVersion.current)
      let executor = session.executor
      return try runner.carryOut(plan, asking: "Take it back?") { () throws(ExecutionError) in
        try executor.apply(plan, to: observed, store: store)
      }
    }
  }

  private static let forgotten = CommandFailure(
    .unavailable, "what was there before the last change is not known; nothing was changed")

  private func destroy(
    _ session: borrowing ChangeSession, isForgotten: Bool, _ runner: ChangeRunner
  ) throws -> ExitStatus {
    let observed = try session.observeOutline()
    let plan = try Plan(
      from: observed, to: HostState(topology: topology), toolVersion: ToolVersion.current)
    let (executor, store) = (session.executor, session.store)
    let status = try runner.carryOut(plan, asking: "Take it back?") { () throws(ExecutionError) in
      try executor.destroy(plan, from: observed, store: store)
    }
    if isForgotten, status == .success { _ = session.forget(in: options.host.stateDirectory) }
    return status
  }

  private func read<Value>(_ body: () throws(StateStoreError) -> Value) throws -> Value {
    do throws(StateStoreError) {
      return try body()
    } catch {
      throw ChangeSession.failure(error)
    }
  }

  private static func emptyHost(_ topology: String) -> String? {
    let nothing = HostState(topology: topology)
    return try? Plan(from: nothing, to: nothing, toolVersion: "").observedFingerprint
  }
}
