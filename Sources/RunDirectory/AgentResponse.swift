/// An agent's answer: one JSON object a line.
package enum AgentResponse: Hashable, Sendable, Codable {
  case ready
  /// The processes that do not run as configured, with the reason.
  case reloaded(failures: [ProcessFailure])
  case status(AgentStatus)
  /// The processes that could not be ended; when there are none the agent is about to exit.
  case stopped(failures: [ProcessFailure])
  case refused(reason: String)

  /// Bytes of the longest answer that a client reads.
  package static let limit = 64 << 20
}
