import Glibc

/// Why a file, a process or the agent of a run directory could not be used.
package enum RunDirectoryError: Error, Hashable, Sendable {
  /// A system call failed; `operation` completes the sentence "cannot …".
  case system(operation: String, code: Int32)
  /// A directory or file that someone else could have written to.
  case unsafe(path: String, reason: String)
  /// A file's content is not what this version writes.
  case corrupt(path: String, reason: String)
  /// A name that cannot be a file's.
  case invalidName(String)
  /// No agent answers at the socket.
  case agentDown(reason: String)
  /// The agent ended before it answered, or refused; `reason` quotes its log or its answer.
  case agentFailed(reason: String)
  /// Another agent looks after the topology.
  case agentRunning(pid: Int32?)
  /// Processes that outlived SIGKILL.
  case unkillable(pids: [Int32])

  /// What errno says about a call that has just failed.
  package static func last(_ operation: String) -> RunDirectoryError {
    .system(operation: operation, code: errno)
  }
}

extension RunDirectoryError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .system(let operation, let code):
      "cannot \(operation): \(String(cString: strerror(code)))"
    case .unsafe(let path, let reason): "\(path) is not safe to use: \(reason)"
    case .corrupt(let path, let reason): "\(path) is damaged: \(reason)"
    case .invalidName(let name): "\(name.debugDescription) cannot name a file"
    case .agentDown(let reason): "no agent answers: \(reason)"
    case .agentFailed(let reason): "the agent failed: \(reason)"
    case .agentRunning(let pid):
      "another agent runs\(pid.map { ", pid \($0)" } ?? "")"
    case .unkillable(let pids):
      "processes outlived SIGKILL: \(pids.map { "\($0)" }.joined(separator: ", "))"
    }
  }
}
