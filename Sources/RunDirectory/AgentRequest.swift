/// What can be asked of a running agent: one JSON object a line, `{"request":"ping"}`.
package struct AgentRequest: Hashable, Sendable, Codable {
  package enum Kind: String, Hashable, Sendable, Codable {
    /// Is anyone there?
    case ping
    /// Read the configuration again; the answer comes when every process runs or has failed.
    case reload
    case status
    /// Read again where metrics are to be served, and serve them there; the answer comes then.
    case metrics
    /// End every process, then the agent. The data plane stays.
    case stop
  }

  package var request: Kind

  package init(_ request: Kind) { self.request = request }

  /// Bytes of the longest request line that an agent reads.
  package static let limit = 4096
}
