import FoundationEssentials
import Glibc
import HostState
import RunDirectory

/// Writes a process's files and starts it in its namespace.
final class ProcessLauncher {
  let runDirectory: RunDirectory
  private var mounts: MountNamespace?

  init(runDirectory: RunDirectory) { self.runDirectory = runDirectory }

  /// Starts the process; we are its parent.
  func start(
    _ process: ProcessName, _ state: ProcessState
  ) throws(RunDirectoryError) -> (identity: ProcessIdentity, networkNamespace: UInt64) {
    guard let program = state.arguments.first, !program.isEmpty else {
      throw .agentFailed(reason: "it has no program to run")
    }
    try writeFiles(of: process, state, replacing: [:])
    guard let path = SpawnedProgram.locate(program) else {
      throw .system(operation: "find the program \(program)", code: ENOENT)
    }
    let namespacePath = NetworkNamespaceFile.path(of: process.namespace)
    let namespace = open(namespacePath, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard namespace >= 0 else { throw .system(operation: "open \(namespacePath)", code: errno) }
    defer { close(namespace) }
    var status = stat()
    guard fstat(namespace, &status) == 0 else {
      throw .system(operation: "look at \(namespacePath)", code: errno)
    }
    let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
    guard nothing >= 0 else { throw .system(operation: "open /dev/null", code: errno) }
    defer { close(nothing) }
    let output = try BoundedLog.open(runDirectory.standardOutputLog(of: process))
    defer { close(output) }
    let error = try BoundedLog.open(runDirectory.standardErrorLog(of: process))
    defer { close(error) }

    let directory = runDirectory.runDirectory(of: process)
    var environment = SpawnedProgram.environment
    environment.merge(state.environment) { _, own in own }
    environment[ProcessTable.markVariable] = runDirectory.mark(of: process)
    let spawned = SpawnedProgram(
      path: path, arguments: state.arguments.dropFirst().map { expand($0, directory) },
      environment: environment, directory: state.workingDirectory ?? directory)
    let pid = try spawned.start(
      namespace: namespace, on: try host(state, directory), input: nothing, output: output,
      error: error)
    // Our own child keeps its entry in /proc until it is waited for, so this cannot miss it.
    guard let identity = ProcessStatus.read(pid: pid)?.identity else {
      throw .agentFailed(reason: "process \(pid) is not in /proc")
    }
    return (identity, UInt64(status.st_ino))
  }

  /// Writes the state's files, and removes those of the old state that are no longer among them.
  func writeFiles(
    of process: ProcessName, _ state: ProcessState, replacing old: [String: String]
  ) throws(RunDirectoryError) {
    try runDirectory.createDirectories(of: process)
    let directory = runDirectory.runDirectory(of: process)
    for name in old.keys where state.files[name] == nil && ProcessName.isComponent(name) {
      unlink("\(directory)/\(name)")
    }
    for (name, content) in state.files {
      guard ProcessName.isComponent(name) else { throw .invalidName(name) }
      try AtomicFile.write(Data(expand(content, directory).utf8), to: "\(directory)/\(name)")
    }
    guard let host = state.host else { return }
    let names = host.addresses.map { "\($0) \(host.name)\n" }.joined()
    let hosts = "127.0.0.1 localhost\n::1 localhost\n" + names
    try AtomicFile.write(Data(hosts.utf8), to: "\(directory)/\(Self.hosts)")
    try AtomicFile.write(Data(), to: "\(directory)/\(Self.resolver)")
  }

  private static let hosts = "hosts"
  private static let resolver = "resolv.conf"

  private func host(
    _ state: ProcessState, _ directory: String
  ) throws(RunDirectoryError) -> SpawnedHost? {
    guard let host = state.host else { return nil }
    return SpawnedHost(
      mounts: try sharedMounts(), name: host.name, hosts: "\(directory)/\(Self.hosts)",
      resolver: "\(directory)/\(Self.resolver)")
  }

  private func sharedMounts() throws(RunDirectoryError) -> MountNamespace {
    if let mounts { return mounts }
    let made = try MountNamespace()
    mounts = made
    return made
  }

  private func expand(_ text: String, _ directory: String) -> String {
    text.replacing("@RUN@", with: directory)
  }
}
