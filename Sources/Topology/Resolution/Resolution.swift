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

  /// In reading order, each once.
  static func sorted(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    var seen: Set<Diagnostic> = []
    return diagnostics.filter { seen.insert($0).inserted }.sorted(by: Diagnostic.readingOrder)
  }
}
