import Execution
import HostState
import Observation
import Planning
import RunDirectory
import StateStore
import TestSupport
import Testing

@Suite("From any host to any other, on the kernel")
struct RandomHostTests {
  @Test("apply verifies, and destroy leaves nothing", arguments: Array(0..<8) as [UInt64])
  func transitions(seed: UInt64) async throws {
    try await KernelSandbox.run {
      let runDirectory = RunDirectory(topology: RandomHost.topology)
      var random = RandomHost(seed: seed)
      var known: [HostState] = []
      let store = try StateStore(
        of: RandomHost.topology, in: StateDirectory(path: "/run/state"))
      let observer = Observer(topology: RandomHost.topology, runDirectory: runDirectory)
      let executor = Executor(
        runDirectory: runDirectory, observe: { try observer.observe(knowing: known) })
      for _ in 0..<4 {
        let desired = random.next().withoutAgent
        known = [desired]
        let observed = try observer.observe(knowing: known)
        let plan = try Plan(from: observed, to: desired, toolVersion: "test")
        try executor.apply(plan, to: observed, store: store)
        #expect(
          try Plan(from: observer.observe(knowing: known), to: desired, toolVersion: "").isEmpty)
      }
      let observed = try observer.observe()
      let nothing = HostState(topology: RandomHost.topology)
      let plan = try Plan(from: observed, to: nothing, toolVersion: "test")
      try executor.destroy(plan, from: observed, store: nil)
      #expect(try Shell.run("ip netns list") == "")
    }
  }
}

extension HostState {
  /// Only what the kernel alone holds: no programs, no processes.
  fileprivate var withoutAgent: HostState {
    var state = self
    for name in namespaces.keys {
      state.namespaces[name]?.dataPlane = nil
      state.namespaces[name]?.processes = [:]
    }
    return state
  }
}
