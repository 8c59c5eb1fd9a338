import Glibc
import HostState
import RunDirectory
import TestSupport
import Testing

@Suite("An agent whose files somebody removed")
struct RemovedFilesTests {
  private static let directory = "/run/bumpwire/bench"
  private static let removals = [
    "rm -rf \(directory)", "rm \(directory)/agent.lock", "rm \(directory)/agent.sock",
    "mv \(directory) /run/elsewhere && mkdir -m 700 \(directory)",
    "rm \(directory)/agent.* && touch \(directory)/agent.lock \(directory)/agent.sock",
  ]

  @Test("ends itself and its processes", arguments: removals)
  func ends(removal: String) async throws {
    try await AgentBench.run { bench in
      #expect(try bench.start(["web": AgentBench.sleeper]).isEmpty)
      let agent = try bench.identity(try bench.client.status().pid)
      let web = try bench.identity(try bench.pid("web"))
      try Shell.run(["/bin/sh", "-c", removal])
      #expect(AgentBench.eventually { !agent.isRunning })
      #expect(web.isRunning == false)
    }
  }

  @Test(
    "has no second one beside it, and loses nothing that a new one would start", arguments: removals
  )
  func noSecond(removal: String) async throws {
    try await AgentBench.run { bench in
      #expect(try bench.start(["web": AgentBench.sleeper]).isEmpty)
      let agent = try bench.identity(try bench.client.status().pid)
      let web = try bench.identity(try bench.pid("web"))
      try Shell.run(["/bin/sh", "-c", removal])
      try bench.runDirectory.create()
      #expect(try bench.start(["web": AgentBench.sleeper]).isEmpty)
      #expect(agent.isRunning == false)
      #expect(web.isRunning == false)
      #expect(try bench.pid("web") != nil)
      #expect(try bench.client.status().pid != agent.pid)
    }
  }

  @Test(
    "is found and ended with its processes by destroy, stopped or not", arguments: [false, true])
  func stopping(isStopped: Bool) async throws {
    try await AgentBench.run { bench in
      #expect(try bench.start(["web": AgentBench.sleeper]).isEmpty)
      let agent = try bench.identity(try bench.client.status().pid)
      let web = try bench.identity(try bench.pid("web"))
      if isStopped { kill(agent.pid, SIGSTOP) }
      try Shell.run("rm -rf \(Self.directory)")
      try bench.runDirectory.stopEverything()
      #expect(agent.isRunning == false)
      #expect(web.isRunning == false)
      #expect(access(Self.directory, F_OK) != 0)
    }
  }

  @Test("A stopped agent is replaced, and its processes run on")
  func stopped() async throws {
    try await AgentBench.run { bench in
      #expect(try bench.start(["web": AgentBench.sleeper]).isEmpty)
      let agent = try bench.identity(try bench.client.status().pid)
      let web = try bench.identity(try bench.pid("web"))
      kill(agent.pid, SIGSTOP)
      #expect(AgentBench.eventually { agent.isStopped })
      #expect(try bench.start(["web": AgentBench.sleeper]).isEmpty)
      #expect(agent.isRunning == false)
      #expect(try bench.pid("web") == web.pid)
    }
  }
}
