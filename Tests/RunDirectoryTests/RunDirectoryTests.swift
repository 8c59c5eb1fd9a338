import FoundationEssentials
import Glibc
import HostState
import IPAddressing
import TestSupport
import Testing

@testable import RunDirectory

@Suite struct RunDirectoryTests {
  @Test("Every directory is closed to others, and making them twice is fine")
  func creation() async throws {
    try await KernelSandbox.run {
      umask(0)
      let runDirectory = RunDirectory(topology: "bench")
      try runDirectory.create()
      try runDirectory.create()
      let modes = try Shell.run("find /run/bumpwire -type d -printf %m\\n")
      #expect(Set(modes.split(separator: "\n")) == ["700"])
      try runDirectory.remove()
      try runDirectory.remove()
      #expect(try Shell.run("ls -A /run/bumpwire") == "")
    }
  }

  @Test(
    "What others could have put there is refused",
    arguments: [
      "ln -s /run/elsewhere /run/bumpwire", "touch /run/bumpwire", "mkdir -m 777 /run/bumpwire",
      "install -d -o nobody /run/bumpwire",
    ])
  func unsafe(preparation: String) async throws {
    try await KernelSandbox.run {
      try Shell.run("mkdir /run/elsewhere")
      try Shell.run(preparation)
      #expect(throws: RunDirectoryError.self) {
        try RunDirectory(topology: "bench").create()
      }
      #expect(try Shell.run("ls -A /run/elsewhere") == "")
    }
  }

  @Test("Removing follows no link out of the directory")
  func removal() async throws {
    try await KernelSandbox.run {
      let runDirectory = RunDirectory(topology: "bench")
      try runDirectory.create()
      try Shell.run("mkdir -p /run/precious/inner")
      try Shell.run("ln -s /run/precious \(runDirectory.path)/link")
      try Shell.run("mkdir -p \(runDirectory.path)/a/.hidden/b")
      try runDirectory.remove()
      #expect(try Shell.run("ls /run/precious") == "inner\n")
      #expect(access(runDirectory.path, F_OK) != 0)
    }
  }

  @Test(
    "A name that is no file's name is refused",
    arguments: [
      "", ".", "..", "../x", "a/b", ".hidden", "nul\0", String(repeating: "x", count: 201),
    ]
  )
  func names(name: String) throws {
    let process = ProcessName(namespace: NamespaceName(rawValue: "bw.t.x"), name: name)
    #expect(process.isValid == false)
    #expect(throws: RunDirectoryError.invalidName("\(process)")) {
      try RunDirectory(topology: "t", base: "/nowhere").createDirectories(of: process)
    }
  }

  @Test("A process's directory leaves out what all namespaces of the topology share")
  func shortPaths() {
    let process = ProcessName(namespace: NamespaceName(rawValue: "bw.t.app.web-a"), name: "web")
    #expect(
      RunDirectory(topology: "t").runDirectory(of: process)
        == "/run/bumpwire/t/processes/app.web-a/web")
  }

  @Test("The agent's configuration is a host's processes and data planes, and survives its file")
  func configuration() async throws {
    try await KernelSandbox.run {
      let runDirectory = RunDirectory(topology: "bench")
      try runDirectory.create()
      let busy = NamespaceName(rawValue: "bw.bench.busy")
      let appliance = NamespaceName(rawValue: "bw.bench.appliance")
      var state = HostState(topology: "bench")
      state.namespaces[busy] = NamespaceState(
        resource: "app/instance/web",
        processes: ["web": ProcessState(arguments: ["x"], files: ["a": "@RUN@\n\u{1F600}"])])
      state.namespaces[appliance] = NamespaceState(
        resource: "firewalls[0]",
        dataPlane: .passThrough(
          PassThroughDataPlane(
            link: .loopback, linkIndex: 1, address: IPAddress(ipv4: 1), nodeAddresses: [],
            healthPort: 80)))
      state.namespaces[NamespaceName(rawValue: "bw.bench.idle")] = NamespaceState(resource: "vpc")
      let configuration = AgentConfiguration(state)
      #expect(Set(configuration.namespaces.keys) == [busy, appliance])
      #expect(try runDirectory.readConfiguration() == nil)
      try runDirectory.write(configuration)
      #expect(try runDirectory.readConfiguration() == configuration)
    }
  }

  @Test("Another topology's configuration is refused")
  func foreignConfiguration() async throws {
    try await KernelSandbox.run {
      let runDirectory = RunDirectory(topology: "bench")
      try runDirectory.create()
      try runDirectory.write(AgentConfiguration(topology: "other"))
      #expect(throws: RunDirectoryError.self) { try runDirectory.readConfiguration() }
    }
  }

  @Test("One agent holds the lock; it is free again when the holder lets go")
  func lock() async throws {
    try await KernelSandbox.run {
      let runDirectory = RunDirectory(topology: "bench")
      try runDirectory.create()
      do {
        let first = try AgentLock(runDirectory, asAgent: true)
        let isHeld = first != nil
        let isRefused = try AgentLock(runDirectory, asAgent: true) == nil
        #expect(isHeld)
        #expect(isRefused)
        #expect(AgentLock.holder(runDirectory)?.pid == getpid())
      }
      let isFree = try AgentLock(runDirectory, asAgent: false) != nil
      #expect(isFree)
      // Who holds it to keep agents away is no agent, and must not be ended as one.
      #expect(AgentLock.holder(runDirectory) == nil)
    }
  }

  @Test("Without an agent a request says so at once")
  func noAgent() async throws {
    try await KernelSandbox.run {
      let runDirectory = RunDirectory(topology: "bench")
      try runDirectory.create()
      let client = AgentClient(runDirectory)
      #expect(client.ping() == false)
      #expect(throws: RunDirectoryError.self) { try client.status() }
    }
  }
}
