import FoundationEssentials
import Glibc

extension RunDirectory {
  /// Makes sure that an agent runs: starts one, detached from us, and waits until it answers.
  ///
  /// One that answers already is left as it is; `AgentClient.reload` gives it a new configuration.
  /// One that cannot be reached, stopped or without its files, is ended first, and so is one that is
  /// another program, such as the version before an upgrade: what it started is adopted.
  /// - Parameter executable: the absolute path of `bumpwire`; by default, the running program's.
  /// - Throws: `agentFailed` with the end of its log if it ends or does not answer in time.
  package func startAgent(
    executable: String? = nil, timeout: Double = 20
  ) throws(RunDirectoryError) {
    try create()
    let client = AgentClient(self)
    let path = if let executable { executable } else { try Self.ownExecutable() }
    if isAnswering(client, path) { return }
    try endNamedAgent(grace: 5)
    let nothing = open("/dev/null", O_RDWR | O_CLOEXEC)
    guard nothing >= 0 else { throw .last("open /dev/null") }
    defer { close(nothing) }
    let log = open(agentLog, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard log >= 0 else { throw .last("open \(agentLog)") }
    defer { close(log) }
    let program = SpawnedProgram(
      path: path,
      arguments: ["agent", "--topology", topology, "--run-dir", base],
      environment: SpawnedProgram.environment, directory: "/")
    let pid = try program.start(namespace: -1, input: nothing, output: log, error: log)

    let deadline = MonotonicTime.now + timeout
    while true {
      if client.ping(timeout: max(0, deadline - .now)) { return }
      var status: Int32 = 0
      if waitpid(pid, &status, WNOHANG) == pid {
        // Another one may have been faster.
        if client.ping() { return }
        throw .agentFailed(reason: "it \(ProcessExit(waitStatus: status))\(endOfLog())")
      }
      guard deadline > .now else {
        kill(pid, SIGKILL)
        waitpid(pid, &status, 0)
        throw .agentFailed(reason: "it did not answer within \(Int(timeout)) s\(endOfLog())")
      }
      poll(nil, 0, 10)
    }
  }

  /// Whether an agent answers, or one that runs does so soon: it may have been started just now.
  private func isAnswering(_ client: AgentClient, _ executable: String) -> Bool {
    let deadline = MonotonicTime.now + 5
    while true {
      let holder = AgentPresence.holder(self)
      if holder?.isStopped == true || !isAgent(executable) { return false }
      if client.ping(timeout: max(0, deadline - .now)) { return true }
      guard holder != nil, deadline > .now else { return false }
      poll(nil, 0, 10)
    }
  }

  /// Whether the agent that runs, if one does, is this program: the same file.
  ///
  /// - Parameter executable: an absolute path; nil for the running program's.
  package func isAgent(_ executable: String?) -> Bool {
    guard let holder = AgentPresence.holder(self) else { return true }
    var (running, wanted) = (stat(), stat())
    // The link leads to the file even when its name is another's now.
    guard stat("/proc/\(holder.pid)/exe", &running) == 0,
      stat(executable ?? "/proc/self/exe", &wanted) == 0
    else { return true }
    return running.st_ino == wanted.st_ino && running.st_dev == wanted.st_dev
  }

  private static func ownExecutable() throws(RunDirectoryError) -> String {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    guard count > 0 else { throw .last("read /proc/self/exe") }
    return String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  private func endOfLog() -> String {
    guard let data = try? AtomicFile.read(agentLog) else { return "" }
    let lines = String(decoding: data.suffix(4096), as: UTF8.self).split(separator: "\n")
    return lines.isEmpty ? "" : ": " + lines.suffix(3).joined(separator: " / ")
  }
}
