import FoundationEssentials
package import HostState
package import Planning

/// What the last apply left on the host, and the text that it was made from.
package struct AppliedState: Hashable, Sendable, Codable {
  package var state: HostState
  package var source: PlanSource?

  package init(state: HostState, source: PlanSource?) {
    self.state = state
    self.source = source
  }

  /// The text that a database keeps of it.
  package func encoded() throws(StateStoreError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    } catch {
      throw .unencodable(reason: "\(error)")
    }
  }
}
