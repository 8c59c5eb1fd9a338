package import Diagnostics
package import IPAddressing

/// What `TopologyResolver` made of a file.
package struct Resolution: Sendable {
  /// Nil exactly when a diagnostic is an error.
  package var topology: Topology?
  /// In reading order.
  package var diagnostics: [Diagnostic]
  /// Every address that was assigned rather than written, by resource address: to be handed in again.
  package var assignments: [String: IPAddress]
  /// Every file that was read, for excerpts; also when there is no topology.
  package var files: [SourceFile]

  /// Adds what was found wrong by other means.
  package mutating func add(_ others: [Diagnostic]) {
    guard !others.isEmpty else { return }
    diagnostics = Self.sorted(diagnostics + others)
    if others.contains(where: { $0.severity == .error }) { topology = nil }
  }

  /// In reading order, each once.
  static func sorted(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    var seen: Set<Diagnostic> = []
    return diagnostics.filter { seen.insert($0).inserted }.sorted(by: Diagnostic.readingOrder)
  }
}
