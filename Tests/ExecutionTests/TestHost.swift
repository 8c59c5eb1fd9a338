import Execution
import HostState
import Observation
import Planning
import RunDirectory
import StateStore
import TestSupport

/// The kernel inside a sandbox, as commands use it.
struct TestHost {
  let runDirectory = RunDirectory(topology: SmallHost.topology)
  let store: StateStore

  init() throws {
    store = try StateStore(
      of: SmallHost.topology, in: StateDirectory(path: "/run/state"))
  }

  func observe(knowing known: HostState = SmallHost.state) throws -> HostState {
    try Observer(topology: SmallHost.topology, runDirectory: runDirectory)
      .observe(knowing: [known])
  }

  func plan(to desired: HostState) throws -> (Plan, HostState) {
    let observed = try observe(knowing: desired)
    return (try Plan(from: observed, to: desired, toolVersion: "test"), observed)
  }

  /// Plans and applies; returns the plan.
  @discardableResult
  func apply(
    _ desired: HostState, options: ExecutionOptions = ExecutionOptions(),
    interruption: @escaping () -> Int32? = { nil }
  ) throws -> Plan {
    let (plan, observed) = try plan(to: desired)
    let executor = Executor(
      runDirectory: runDirectory, agentExecutable: BuiltProduct.bumpwire, options: options,
      observe: { try observe(knowing: desired) },
      readBack: {
        try Observer(topology: SmallHost.topology, runDirectory: runDirectory)
          .observe(knowing: [desired], verifying: $0)
      },
      interruption: interruption)
    try executor.apply(plan, to: observed, store: store)
    return plan
  }

  func destroy() throws {
    let (plan, observed) = try plan(to: HostState(topology: SmallHost.topology))
    try Executor(runDirectory: runDirectory, observe: { try observe() })
      .destroy(plan, from: observed, store: nil)
  }

  /// What there is of namespaces and files.
  var leftovers: [String] {
    get throws {
      let names = try Shell.run("ip netns list").split(separator: "\n").map(String.init)
      let files = try Shell.run("find /run -path /run/bumpwire/*").split(separator: "\n")
      return names + files.map(String.init)
    }
  }
}
