import FoundationEssentials
import Glibc
import HostState
import RunDirectory
import TestSupport

/// The built `bumpwire` as the agent of a topology with one namespace, in a sandbox; whatever was
/// started is ended.
struct AgentBench {
  let runDirectory = RunDirectory(topology: "bench")
  let namespace = NamespaceName(rawValue: "bw.bench.host")

  static func run(_ body: (AgentBench) throws -> Void) async throws {
    try await KernelSandbox.run {
      let bench = AgentBench()
      try TestSupport.NetworkNamespace.add(bench.namespace.rawValue)
      try bench.runDirectory.create()
      defer { try? bench.runDirectory.stopEverything(grace: 0.2) }
      try body(bench)
    }
  }

  var client: AgentClient { AgentClient(runDirectory) }

  func process(_ name: String) -> ProcessName { ProcessName(namespace: namespace, name: name) }

  func write(_ processes: [String: ProcessState]) throws {
    try runDirectory.write(
      AgentConfiguration(
        topology: "bench",
        namespaces: [namespace: .init(resource: "app/instance/host", processes: processes)]))
  }

  func startAgent() throws { try runDirectory.startAgent(executable: BuiltProduct.bumpwire) }

  /// Starts an agent with these processes and waits until they run.
  func start(_ processes: [String: ProcessState]) throws -> [ProcessFailure] {
    try write(processes)
    try startAgent()
    return try client.reload()
  }

  /// The same, until as many have failed as should: one that the machine is late to run looks well at
  /// first.
  func start(
    _ processes: [String: ProcessState], failing count: Int
  ) throws -> [ProcessFailure] {
    var failures = try start(processes)
    _ = try Self.eventually {
      if failures.count < count { failures = try client.reload() }
      return failures.count >= count
    }
    return failures
  }

  func pid(_ name: String) throws -> Int32? {
    try client.status().processes.first { $0.process == process(name) }?.pid
  }

  /// Ends the agent in the given way and waits until it is gone.
  func endAgent(_ signal: Int32) throws {
    let agent = try identity(try client.status().pid)
    kill(agent.pid, signal)
    // It is our child.
    var status: Int32 = 0
    while waitpid(agent.pid, &status, 0) < 0, errno == EINTR {}
  }

  func identity(_ pid: Int32?) throws -> ProcessIdentity {
    guard let pid, let status = ProcessStatus.read(pid: pid) else { throw Vanished() }
    return status.identity
  }

  struct Vanished: Error {}

  static let sleeper = ProcessState(arguments: ["sleep", "1000"])

  /// Waits until a condition holds; false if it never does.
  static func eventually(
    seconds: Double = 20, _ condition: () throws -> Bool
  ) rethrows -> Bool {
    let deadline = MonotonicTime.now + seconds
    while try !condition() {
      guard deadline > .now else { return false }
      poll(nil, 0, 5)
    }
    return true
  }
}
