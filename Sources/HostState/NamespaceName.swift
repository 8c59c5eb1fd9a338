/// A network namespace's name under `/run/netns`: `bw.TOPOLOGY.REST`, at most 64 characters.
package struct NamespaceName: Hashable, Sendable, Comparable, RawRepresentable {
  package let rawValue: String

  package init(rawValue: String) { self.rawValue = rawValue }

  /// What the names of all namespaces of a topology begin with, and no other's do: a topology's
  /// name holds no dot.
  package static func prefix(topology: String) -> String { "bw.\(topology)." }

  package static func < (left: NamespaceName, right: NamespaceName) -> Bool {
    left.rawValue < right.rawValue
  }
}

extension NamespaceName: CustomStringConvertible {
  package var description: String { rawValue }
}

extension NamespaceName: Codable, CodingKeyRepresentable {
  package var codingKey: any CodingKey { rawValue.codingKey }
  package init?(codingKey: some CodingKey) { self.init(rawValue: codingKey.stringValue) }

  package init(from decoder: any Decoder) throws {
    self.init(rawValue: try decoder.singleValueContainer().decode(String.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }
}
