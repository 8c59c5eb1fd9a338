import FoundationEssentials
import Glibc
import HostState
import RunDirectory
import TestSupport
import Testing

@Suite struct SuccessionTests {
  @Test(
    "A new agent takes over what a killed one left, without a restart",
    arguments: [SIGKILL, SIGTERM])
  func adoption(signal: Int32) async throws {
    try await AgentBench.run { bench in
      #expect(try bench.start(["web": AgentBench.sleeper, "other": AgentBench.sleeper]).isEmpty)
      let pids = try ["web", "other"].map { try bench.pid($0) }
      try bench.endAgent(signal)
      #expect(bench.runDirectory.runningProcesses()[bench.namespace]?.count == 2)
      try bench.startAgent()
      #expect(try bench.client.reload().isEmpty)
      let adopted = try ["web", "other"].map { try bench.pid($0) }
      #expect(adopted == pids)
      // Adopted means watched, too.
      let web = try #require(pids[0])
      kill(web, SIGKILL)
      #expect(
        try AgentBench.eventually {
          let pid = try bench.pid("web")
          return pid != nil && pid != web
        })
    }
  }

  @Test("An agent that is another program, as before an upgrade, is replaced, and its work adopted")
  func upgrade() async throws {
    try await AgentBench.run { bench in
      try bench.write(["web": AgentBench.sleeper])
      try Shell.run("cp \(BuiltProduct.bumpwire) /run/earlier")
      try bench.runDirectory.startAgent(executable: "/run/earlier")
      #expect(try bench.client.reload().isEmpty)
      let (agent, web) = (try bench.client.status().pid, try bench.pid("web"))
      // The same once more changes nothing, not even under a name that is gone.
      try bench.runDirectory.startAgent(executable: "/run/earlier")
      #expect(try bench.client.status().pid == agent)
      #expect(!bench.runDirectory.isAgent(BuiltProduct.bumpwire))
      try Shell.run("rm /run/earlier")
      try bench.startAgent()
      #expect(try bench.client.status().pid != agent)
      #expect(bench.runDirectory.isAgent(BuiltProduct.bumpwire))
      #expect(try bench.pid("web") == web)
      var status: Int32 = 0
      waitpid(agent, &status, 0)
    }
  }

  @Test("What changed while no agent ran is caught up with")
  func changedMeanwhile() async throws {
    try await AgentBench.run { bench in
      #expect(try bench.start(["gone": AgentBench.sleeper, "dead": AgentBench.sleeper]).isEmpty)
      let gone = try bench.identity(try bench.pid("gone"))
      let dead = try bench.identity(try bench.pid("dead"))
      try bench.endAgent(SIGKILL)
      kill(dead.pid, SIGKILL)
      #expect(AgentBench.eventually { !dead.isRunning })
      #expect(try bench.start(["dead": AgentBench.sleeper, "new": AgentBench.sleeper]).isEmpty)
      #expect(gone.isRunning == false)
      #expect(try bench.pid("dead") != nil)
      #expect(try bench.pid("new") != nil)
    }
  }

  @Test("A process that got a recorded pid is never touched")
  func reusedPID() async throws {
    try await AgentBench.run { bench in
      // The test itself stands for the process whose pid was used again.
      let own = try bench.identity(getpid())
      var record = ProcessRecord(
        process: bench.process("web"),
        identity: ProcessIdentity(pid: own.pid, startTime: own.startTime - 1),
        networkNamespace: NetworkNamespaceFile.inode(of: bench.namespace) ?? 0,
        state: AgentBench.sleeper, started: 0)
      try bench.runDirectory.write(record)
      record.process.name = "unwanted"
      try bench.runDirectory.write(record)
      #expect(try bench.start(["web": AgentBench.sleeper]).isEmpty)
      let pid = try #require(try bench.pid("web"))
      #expect(pid != own.pid)
      #expect(own.isRunning)
    }
  }

  @Test("With a damaged record the old process is ended before a new one starts")
  func damagedRecord() async throws {
    try await AgentBench.run { bench in
      #expect(try bench.start(["web": AgentBench.sleeper]).isEmpty)
      let old = try bench.identity(try bench.pid("web"))
      try bench.endAgent(SIGKILL)
      let records = try Shell.run("find /run/bumpwire/bench/records -name *.json")
      let path = try #require(records.split(separator: "\n").first)
      try AtomicFile.write(Data("{\"process\":".utf8), to: String(path))
      try bench.startAgent()
      #expect(try bench.client.reload().isEmpty)
      #expect(old.isRunning == false)
      #expect(try bench.pid("web") != nil)
    }
  }

  @Test("A living agent writes a record again that was damaged", arguments: [true, false])
  func recordDamagedMeanwhile(isRemoved: Bool) async throws {
    try await AgentBench.run { bench in
      #expect(try bench.start(["web": AgentBench.sleeper]).isEmpty)
      let pid = try bench.pid("web")
      let records = try Shell.run("find /run/bumpwire/bench/records -name *.json")
      let path = String(try #require(records.split(separator: "\n").first))
      if isRemoved { unlink(path) } else { try AtomicFile.write(Data("{".utf8), to: path) }
      #expect(bench.runDirectory.runningProcesses().isEmpty)
      #expect(try bench.client.reload().isEmpty)
      #expect(
        bench.runDirectory.runningProcesses() == [bench.namespace: ["web": AgentBench.sleeper]])
      #expect(try bench.pid("web") == pid)
    }
  }

  @Test("A living agent starts a process anew when its namespace was made again")
  func namespaceMadeAgainMeanwhile() async throws {
    try await AgentBench.run { bench in
      #expect(try bench.start(["web": AgentBench.sleeper]).isEmpty)
      let old = try bench.identity(try bench.pid("web"))
      try Shell.run("ip netns del \(bench.namespace)")
      try TestSupport.NetworkNamespace.add(bench.namespace.rawValue)
      #expect(try bench.client.reload().isEmpty)
      #expect(old.isRunning == false)
      let pid = try #require(try bench.pid("web"))
      #expect(
        NetworkNamespaceFile.inode(ofProcess: pid)
          == NetworkNamespaceFile.inode(of: bench.namespace))
    }
  }

  @Test("A process of a namespace that was made again is started in the new one")
  func namespaceMadeAgain() async throws {
    try await AgentBench.run { bench in
      #expect(try bench.start(["web": AgentBench.sleeper]).isEmpty)
      let old = try bench.identity(try bench.pid("web"))
      try bench.endAgent(SIGKILL)
      try Shell.run("ip netns del \(bench.namespace)")
      try TestSupport.NetworkNamespace.add(bench.namespace.rawValue)
      try bench.startAgent()
      #expect(try bench.client.reload().isEmpty)
      #expect(old.isRunning == false)
      let pid = try #require(try bench.pid("web"))
      #expect(
        NetworkNamespaceFile.inode(ofProcess: pid)
          == NetworkNamespaceFile.inode(of: bench.namespace))
    }
  }

  @Test("A second agent of a topology is refused, and starting one twice is fine")
  func twoAgents() async throws {
    try await AgentBench.run { bench in
      #expect(try bench.start(["web": AgentBench.sleeper]).isEmpty)
      let pid = try bench.client.status().pid
      #expect(throws: Shell.Failure.self) {
        try Shell.run("\(BuiltProduct.bumpwire) agent --topology bench")
      }
      try bench.startAgent()
      #expect(try bench.client.status().pid == pid)
    }
  }

  @Test("Without a configuration, or with a damaged one, no agent starts and nothing is ended")
  func configuration() async throws {
    try await AgentBench.run { bench in
      #expect(throws: RunDirectoryError.self) { try bench.startAgent() }
      #expect(try bench.start(["web": AgentBench.sleeper]).isEmpty)
      let web = try bench.identity(try bench.pid("web"))
      try AtomicFile.write(Data("{".utf8), to: bench.runDirectory.agentConfiguration)
      #expect(throws: RunDirectoryError.self) { try bench.client.reload() }
      #expect(try bench.pid("web") == web.pid)
      try bench.endAgent(SIGKILL)
      #expect(throws: RunDirectoryError.self) { try bench.startAgent() }
      #expect(web.isRunning)
    }
  }

  @Test("SIGHUP makes the agent read its configuration again")
  func hangUp() async throws {
    try await AgentBench.run { bench in
      #expect(try bench.start([:]).isEmpty)
      try bench.write(["web": AgentBench.sleeper])
      kill(try bench.client.status().pid, SIGHUP)
      #expect(try AgentBench.eventually { try bench.pid("web") != nil })
    }
  }

  @Test("Another user is turned away, even where the files would let them in")
  func otherUser() async throws {
    try await AgentBench.run { bench in
      #expect(try bench.start([:]).isEmpty)
      let socket = bench.runDirectory.agentSocket
      try Shell.run("chmod 755 \(bench.runDirectory.base) \(bench.runDirectory.path)")
      try Shell.run("chmod 666 \(socket)")
      let ask = """
        import socket
        s = socket.socket(socket.AF_UNIX)
        s.connect('\(socket)')
        try:
            s.sendall(b'{"request":"ping"}\\n')
            print(s.recv(100))
        except OSError:
            print(b'')
        """
      let python = ["/usr/bin/python3", "-c", ask]
      #expect(try Shell.run(python).contains("ready"))
      let other = ["setpriv", "--reuid", "65534", "--clear-groups"] + python
      #expect(try Shell.run(other) == "b''\n")
    }
  }

  @Test(
    "Whoever says nonsense at the socket is refused, and the agent goes on",
    arguments: [
      "\n", "{}\n", "{\"request\":\"explode\"}\n", String(repeating: "x", count: 5000),
    ])
  func nonsense(text: String) async throws {
    try await AgentBench.run { bench in
      #expect(try bench.start([:]).isEmpty)
      let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
      defer { close(descriptor) }
      let address = try #require(UnixSocketAddress(path: bench.runDirectory.agentSocket))
      #expect(address.withSocketAddress { connect(descriptor, $0, $1) } == 0)
      let bytes = Array(text.utf8)
      send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
      var answer = [UInt8](repeating: 0, count: 4096)
      let count = recv(descriptor, &answer, answer.count, 0)
      let said = String(decoding: answer.prefix(max(0, count)), as: UTF8.self)
      #expect(said.isEmpty || said.contains("refused"))
      #expect(bench.client.ping())
    }
  }
}
