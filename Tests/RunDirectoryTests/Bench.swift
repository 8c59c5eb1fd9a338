import CLinux
import Glibc
import HostState
import TestSupport

@testable import RunDirectory

/// A run directory and a network namespace in a sandbox; whatever was started is ended.
struct Bench {
  let runDirectory = RunDirectory(topology: "bench")
  let namespace = NamespaceName(rawValue: "bw.bench.host")

  static func run(_ body: (Bench) throws -> Void) async throws {
    try await KernelSandbox.run {
      let bench = Bench()
      try TestSupport.NetworkNamespace.add(bench.namespace.rawValue)
      try bench.runDirectory.create()
      defer { try? bench.runDirectory.stopEverything(grace: 0) }
      try body(bench)
    }
  }

  func process(_ name: String) -> ProcessName { ProcessName(namespace: namespace, name: name) }

  /// Starts a shell command in the namespace as a supervised process of that name, our own child.
  func start(_ name: String, _ command: String, isMarked: Bool = true) throws -> ProcessIdentity {
    let nothing = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer { close(nothing) }
    let descriptor = open(NetworkNamespaceFile.path(of: namespace), O_RDONLY | O_CLOEXEC)
    defer { close(descriptor) }
    var environment = SpawnedProgram.environment
    if isMarked { environment[ProcessTable.markVariable] = runDirectory.mark(of: process(name)) }
    let pid = try SpawnedProgram(
      path: "/bin/sh", arguments: ["-c", command], environment: environment, directory: "/"
    ).start(namespace: descriptor, input: nothing, output: nothing, error: nothing)
    guard let status = ProcessStatus.read(pid: pid) else { throw Vanished() }
    return status.identity
  }

  struct Vanished: Error {}

  func record(_ name: String, _ identity: ProcessIdentity?) -> ProcessRecord {
    ProcessRecord(
      process: process(name), identity: identity,
      networkNamespace: NetworkNamespaceFile.inode(of: namespace) ?? 0,
      state: ProcessState(arguments: ["sh"]), started: 0)
  }

  /// Waits until a condition holds; false if it never does.
  static func eventually(seconds: Double = 20, _ condition: () -> Bool) -> Bool {
    let deadline = MonotonicTime.now + seconds
    while !condition() {
      guard deadline > .now else { return false }
      poll(nil, 0, 5)
    }
    return true
  }
}
