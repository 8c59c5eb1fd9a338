import HostState
import Planning
import TestSupport
import Testing

@Suite("A plan as commands")
struct CommandsTests {
  @Test("takes the kernel where the plan leads, there and back, from nothing and to nothing")
  func commands() async throws {
    try await KernelSandbox.run {
      let host = try TestHost()
      let nothing = HostState(topology: SmallHost.topology)
      for desired in [
        SmallHost.state, RollbackTests.changed, SmallHost.state, nothing, RollbackTests.changed,
      ] {
        let observed = try host.observe(knowing: desired)
        let commands = try Plan(from: observed, to: desired, toolVersion: "test").commands
        // As at a prompt: what is gone by itself, such as a neighbour with its link's last address, is
        // no reason to stop.
        try Shell.run(["bash", "-c", commands.joined(separator: "\n") + "\ntrue"])
        let difference = StateDiff(from: try host.observe(knowing: desired), to: desired)
        #expect(difference.isEmpty, "\(difference.changes): \(commands)")
      }
    }
  }
}
