import Execution
import Glibc
import HostState
import Planning
import RunDirectory
import TestSupport
import Testing

@Suite("The agent, by execution")
struct AgentRevivalTests {
  @Test("is started for processes, again when it went away, and ends with the last of them")
  func revival() async throws {
    try await KernelSandbox.run {
      let host = try TestHost()
      defer { try? host.runDirectory.stopEverything(grace: 0.2) }
      let process = ProcessState(arguments: ["sleep", "1000"])
      var desired = SmallHost.state
      desired.namespaces[SmallHost.near]?.processes["web"] = process
      try host.apply(desired)
      let client = AgentClient(host.runDirectory)
      let before = try client.status()
      #expect(before.processes.map(\.state) == [.running])

      kill(before.pid, SIGKILL)
      var status: Int32 = 0
      waitpid(before.pid, &status, 0)
      #expect(try host.apply(desired).isEmpty)
      let after = try client.status()
      #expect(after.pid != before.pid)
      #expect(after.processes.map(\.pid) == before.processes.map(\.pid))

      // As an apply leaves it that is killed before it has told the agent, or before it has written.
      var old = AgentConfiguration(desired)
      old.namespaces[SmallHost.near]?.resource = "old"
      for written in [old, AgentConfiguration(desired)] {
        try host.runDirectory.write(old)
        _ = try client.reload()
        #expect(try client.status().processes.map(\.resource) == ["old"])
        try host.runDirectory.write(written)
        #expect(try host.apply(desired).isEmpty)
        #expect(try client.status().processes.map(\.resource) == ["instance/near"])
        #expect(try host.runDirectory.readConfiguration() == AgentConfiguration(desired))
      }

      try host.apply(SmallHost.state)
      #expect(client.ping() == false)
      #expect(host.runDirectory.runningProcesses().isEmpty)
      #expect(try host.runDirectory.readConfiguration()?.processes.isEmpty == true)
      #expect(access(host.runDirectory.health, F_OK) != 0)
    }
  }
}
