/// A network interface's name, unique in its namespace: 1 to 15 bytes (IFNAMSIZ less the NUL).
package struct LinkName: Hashable, Sendable, Comparable, RawRepresentable {
  package let rawValue: String

  package init(rawValue: String) { self.rawValue = rawValue }

  package static let loopback = LinkName(rawValue: "lo")

  package static func < (left: LinkName, right: LinkName) -> Bool {
    left.rawValue < right.rawValue
  }
}

extension LinkName: CustomStringConvertible {
  package var description: String { rawValue }
}

extension LinkName: Codable, CodingKeyRepresentable {
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
