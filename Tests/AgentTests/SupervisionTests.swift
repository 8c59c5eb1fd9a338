import FoundationEssentials
import Glibc
import HostState
import IPAddressing
import RunDirectory
import TestSupport
import Testing

@Suite struct SupervisionTests {
  @Test("A process that crashes is started again")
  func restart() async throws {
    try await AgentBench.run { bench in
      #expect(try bench.start(["web": AgentBench.sleeper]).isEmpty)
      let first = try bench.identity(try bench.pid("web"))
      kill(first.pid, SIGSEGV)
      #expect(
        try AgentBench.eventually {
          let pid = try bench.pid("web")
          return pid != nil && pid != first.pid
        })
      let status = try #require(try bench.client.status().processes.first)
      #expect(status.restarts == 1)
      #expect(status.lastExit == .killed(signal: SIGSEGV))
      #expect(status.resource == "app/instance/host")
      #expect(
        bench.runDirectory.runningProcesses() == [bench.namespace: ["web": AgentBench.sleeper]])
    }
  }

  @Test("A process that the agent itself ended, to try another state, has not failed")
  func takenBack() async throws {
    try await AgentBench.run { bench in
      #expect(try bench.start(["web": AgentBench.sleeper]).isEmpty)
      let first = try bench.pid("web")
      #expect(try bench.start(["web": ProcessState(arguments: ["/nonexistent"])]).count == 1)
      #expect(try bench.start(["web": AgentBench.sleeper]).isEmpty)
      let status = try #require(try bench.client.status().processes.first)
      #expect(status.pid != first)
      #expect(status.restarts == 0)
      #expect(status.lastExit == nil)
    }
  }

  @Test("What a crashed process leaves behind is ended before it starts again")
  func leftovers() async throws {
    try await AgentBench.run { bench in
      let forking = ProcessState(
        arguments: ["sh", "-c", "sleep 1001 & echo $! > @RUN@/child; sleep 1002; true"])
      #expect(try bench.start(["web": forking]).isEmpty)
      let leader = try #require(try bench.pid("web"))
      let file = "\(bench.runDirectory.runDirectory(of: bench.process("web")))/child"
      #expect(AgentBench.eventually { Int32(Self.text(file)) != nil })
      let child = try bench.identity(Int32(Self.text(file)))
      kill(leader, SIGKILL)
      #expect(AgentBench.eventually { !child.isRunning })
      #expect(
        try AgentBench.eventually {
          let pid = try bench.pid("web")
          return pid != nil && pid != leader
        })
    }
  }

  @Test("A process runs in its namespace, with its files, environment and standard streams")
  func surroundings() async throws {
    try await AgentBench.run { bench in
      let state = ProcessState(
        arguments: [
          "sh", "-c",
          "cat @RUN@/conf; echo $KEY $PATH; pwd; ls /proc/self/fd | wc -l; echo oops >&2; sleep 1000",
        ],
        environment: ["KEY": "value"], files: ["conf": "in @RUN@\n"])
      #expect(try bench.start(["web": state]).isEmpty)
      let process = bench.process("web")
      let directory = bench.runDirectory.runDirectory(of: process)
      #expect(
        AgentBench.eventually {
          Self.text(bench.runDirectory.standardErrorLog(of: process)) == "oops"
        })
      // ls itself has the directory open beside its three streams.
      #expect(
        Self.text(bench.runDirectory.standardOutputLog(of: process)) == """
          in \(directory)
          value \(SpawnedProgram.searchPath)
          \(directory)
          4
          """)
      let pid = try #require(try bench.pid("web"))
      #expect(
        NetworkNamespaceFile.inode(ofProcess: pid)
          == NetworkNamespaceFile.inode(of: bench.namespace))
    }
  }

  @Test("A process has a host of its own: its name, its addresses, and nobody to ask for others")
  func host() async throws {
    try await AgentBench.run { bench in
      let both: [String] = ["/etc/hosts", "/etc/resolv.conf"]
      let files = both.filter { access($0, F_OK) == 0 }
      let before = files.map(Self.text)
      let machine = Self.text("/proc/sys/kernel/hostname")
      let state = ProcessState(
        arguments: [
          "sh", "-c",
          """
          uname -n; getent hosts web-a; cat \(files.joined(separator: " "))
          echo ready >&2; sleep 1000
          """,
        ],
        host: .init(
          name: "web-a",
          addresses: [IPAddress(ipv4: 0x0a00_1504), IPAddress(.ipv6, bits: 0x2001_0db8 << 96 | 4)]))
      #expect(try bench.start(["web": state, "plain": AgentBench.sleeper]).isEmpty)
      let process = bench.process("web")
      #expect(
        AgentBench.eventually {
          Self.text(bench.runDirectory.standardErrorLog(of: process)) == "ready"
        })
      let hosts =
        files.contains("/etc/hosts")
        ? "127.0.0.1 localhost\n::1 localhost\n10.0.21.4 web-a\n2001:db8::4 web-a" : ""
      #expect(
        Self.text(bench.runDirectory.standardOutputLog(of: process))
          == "web-a\n2001:db8::4     web-a\n\(hosts)")
      #expect(files.map(Self.text) == before)
      #expect(Self.text("/proc/sys/kernel/hostname") == machine)
      // What the host mounts and unmounts later is not held by the process.
      let pid = try #require(try bench.pid("web"))
      let mounts = Self.text("/proc/\(pid)/mountinfo")
      #expect(!mounts.contains("\(bench.namespace)"))
      #expect(try bench.pid("plain") != nil)
    }
  }

  @Test("What cannot run is told with its reason, and the rest runs")
  func failures() async throws {
    try await AgentBench.run { bench in
      let failures = try bench.start(
        [
          "broken": ProcessState(arguments: ["sh", "-c", "echo bad config >&2; exit 3"]),
          "empty": ProcessState(arguments: []),
          "missing": ProcessState(arguments: ["no-such-program"]),
          "web": AgentBench.sleeper,
        ], failing: 3)
      let reasons = Dictionary(
        uniqueKeysWithValues: failures.map { ($0.process.name, $0.reason) })
      #expect(Set(reasons.keys) == ["broken", "empty", "missing"])
      #expect(reasons["broken"] == "exited with status 3: bad config")
      #expect(reasons["missing"]?.contains("No such file") == true)
      #expect(try bench.pid("web") != nil)
      // What another program of its name has written is no reason.
      let silent = ProcessState(arguments: ["sh", "-c", "exit 4"])
      let others = try bench.start(["broken": silent, "web": AgentBench.sleeper], failing: 1)
      #expect(others.map(\.reason) == ["exited with status 4"])
    }
  }

  @Test("A process that waits after failures is tried at once when the agent is told to reload")
  func retried() async throws {
    try await AgentBench.run { bench in
      let state = ProcessState(arguments: ["/run/program", "1000"])
      #expect(try bench.start(["web": state]).count == 1)
      // Each failure doubles the pause, up to half a minute.
      for _ in 0..<9 { #expect(try bench.client.reload().count == 1) }
      try Shell.run(["ln", "-s", "/usr/bin/sleep", "/run/program"])
      #expect(try bench.client.reload().isEmpty)
      #expect(try bench.pid("web") != nil)
    }
  }

  @Test("Changed files reach a process by its signal, and anything else by a restart")
  func reload() async throws {
    try await AgentBench.run { bench in
      let script = "trap 'cat @RUN@/conf' HUP; cat @RUN@/conf; while :; do sleep 0.01; done"
      var state = ProcessState(
        arguments: ["sh", "-c", script], files: ["conf": "one\n", "old": ""], reloadSignal: SIGHUP)
      #expect(try bench.start(["web": state]).isEmpty)
      let process = bench.process("web")
      let log = bench.runDirectory.standardOutputLog(of: process)
      #expect(AgentBench.eventually { Self.text(log) == "one" })
      let pid = try bench.pid("web")
      state.files = ["conf": "two\n"]
      #expect(try bench.start(["web": state]).isEmpty)
      #expect(AgentBench.eventually { Self.text(log) == "one\ntwo" })
      #expect(try bench.pid("web") == pid)
      #expect(access("\(bench.runDirectory.runDirectory(of: process))/old", F_OK) != 0)
      #expect(bench.runDirectory.runningProcesses()[bench.namespace]?["web"] == state)

      state.environment = ["KEY": "value"]
      #expect(try bench.start(["web": state]).isEmpty)
      #expect(try bench.pid("web") != pid)
    }
  }

  @Test("A process that is no longer wanted goes with its files, and its namespace can go")
  func removal() async throws {
    try await AgentBench.run { bench in
      #expect(try bench.start(["web": AgentBench.sleeper, "other": AgentBench.sleeper]).isEmpty)
      let web = try bench.identity(try bench.pid("web"))
      let other = try bench.pid("other")
      #expect(try bench.start(["other": AgentBench.sleeper]).isEmpty)
      #expect(web.isRunning == false)
      #expect(try bench.pid("other") == other)
      #expect(access(bench.runDirectory.runDirectory(of: bench.process("web")), F_OK) != 0)
      #expect(try bench.client.status().processes.count == 1)
    }
  }

  @Test("Stopping ends every process and the agent, and leaves nothing")
  func stop() async throws {
    try await AgentBench.run { bench in
      let forking = ProcessState(
        arguments: ["sh", "-c", "setsid sleep 1001 & trap '' TERM; while :; do sleep 1000; done"])
      #expect(try bench.start(["web": forking, "other": AgentBench.sleeper]).isEmpty)
      let marks = { ProcessTable().marks(of: bench.runDirectory) }
      #expect(marks().count == 2)
      try bench.runDirectory.stopEverything()
      #expect(marks().isEmpty)
      #expect(bench.client.ping() == false)
      #expect(
        try Shell.run("find /run/bumpwire/bench/processes /run/bumpwire/bench/records -type f")
          == "")
    }
  }

  @Test("A log stays bounded while its writer goes on")
  func boundedLog() async throws {
    try await AgentBench.run { bench in
      let chatty = ProcessState(
        arguments: [
          "sh", "-c", "head -c 3000000 /dev/zero; echo; while :; do echo more; sleep 0.01; done",
        ])
      let failures = try bench.start(["web": chatty])
      #expect(failures.isEmpty)
      let log = bench.runDirectory.standardOutputLog(of: bench.process("web"))
      #expect(AgentBench.eventually { access("\(log).1", F_OK) == 0 })
      let isCut = AgentBench.eventually {
        let text = Self.text(log)
        return text.hasSuffix("more") && text.utf8.count < 1 << 20
      }
      #expect(isCut)
    }
  }

  private static func text(_ path: String) -> String {
    guard let data = try? AtomicFile.read(path) else { return "" }
    var text = String(decoding: data, as: UTF8.self)
    while text.hasSuffix("\n") { text.removeLast() }
    return text
  }
}
