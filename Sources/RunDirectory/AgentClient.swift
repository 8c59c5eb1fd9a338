import FoundationEssentials
import Glibc

/// Talks to the agent of one topology over its socket; each request is a connection of its own.
package struct AgentClient: Sendable {
  private let runDirectory: RunDirectory

  package init(_ runDirectory: RunDirectory) { self.runDirectory = runDirectory }

  /// Asks, and waits so many seconds for the answer.
  /// - Throws: `agentDown` if nobody answers in time, `corrupt` if the answer is no agent's.
  package func send(
    _ kind: AgentRequest.Kind, timeout: Double = 60
  ) throws(RunDirectoryError) -> AgentResponse {
    let deadline = MonotonicTime.now + timeout
    let connection = try UnixConnection.open(runDirectory.agentSocket, deadline: deadline)
    let request: Data
    do {
      request = try JSONEncoder().encode(AgentRequest(kind))
    } catch {
      throw .corrupt(path: runDirectory.agentSocket, reason: "\(error)")
    }
    try connection.send(request + [UInt8(ascii: "\n")], deadline: deadline)
    let line = try connection.receiveLine(limit: AgentResponse.limit, deadline: deadline)
    do {
      return try JSONDecoder().decode(AgentResponse.self, from: line)
    } catch {
      throw .corrupt(path: runDirectory.agentSocket, reason: "an answer of another kind: \(error)")
    }
  }

  /// Whether an agent answers.
  package func ping(timeout: Double = 5) -> Bool {
    (try? send(.ping, timeout: timeout)) == .ready
  }

  /// Makes the agent take over the configuration that was written last, and waits for it.
  /// - Returns: the processes that do not run as configured.
  package func reload(timeout: Double = 60) throws(RunDirectoryError) -> [ProcessFailure] {
    switch try send(.reload, timeout: timeout) {
    case .reloaded(let failures): return failures
    case let other: throw Self.unexpected(other)
    }
  }

  package func status(timeout: Double = 5) throws(RunDirectoryError) -> AgentStatus {
    switch try send(.status, timeout: timeout) {
    case .status(let status): return status
    case let other: throw Self.unexpected(other)
    }
  }

  /// Makes the agent serve metrics where it was written last, or nowhere.
  ///
  /// - Throws: `agentFailed` with the reason, if it cannot.
  package func serveMetrics(timeout: Double = 10) throws(RunDirectoryError) {
    let answer = try send(.metrics, timeout: timeout)
    if answer != .ready { throw Self.unexpected(answer) }
  }

  /// Makes the agent end every process and exit.
  /// - Returns: the processes that could not be ended.
  package func stop(timeout: Double = 60) throws(RunDirectoryError) -> [ProcessFailure] {
    switch try send(.stop, timeout: timeout) {
    case .stopped(let failures): return failures
    case let other: throw Self.unexpected(other)
    }
  }

  private static func unexpected(_ response: AgentResponse) -> RunDirectoryError {
    if case .refused(let reason) = response { return .agentFailed(reason: reason) }
    return .agentFailed(reason: "it answered another question")
  }
}
