/// A diagnostic's stable name, such as `unknown-key`: a public contract in every output format.
///
/// Each module declares its own as static members in an extension.
package struct DiagnosticID: Hashable, Sendable, Codable, RawRepresentable, Comparable {
  package let rawValue: String

  package init(rawValue: String) { self.rawValue = rawValue }
  package init(_ name: String) { self.rawValue = name }

  package static func < (left: DiagnosticID, right: DiagnosticID) -> Bool {
    left.rawValue < right.rawValue
  }
}

extension DiagnosticID: CustomStringConvertible {
  package var description: String { rawValue }
}
