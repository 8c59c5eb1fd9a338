/// How bad a diagnostic is; the raw value is the word that people and programs read.
package enum Severity: String, Hashable, Sendable, Codable, CaseIterable, Comparable {
  /// Worth knowing, nothing is wrong.
  case note
  /// Fragile, ambiguous or probably unintended.
  case warning
  /// Traffic breaks, inspection is lost, or the input is not a topology.
  case error

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
}
