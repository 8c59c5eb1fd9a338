package import Diagnostics

/// Findings for people: what, where, the flow hop by hop, and the way out.
package struct FindingText: Sendable {
  private let diagnostics: DiagnosticText
  private let emphasis: @Sendable (String) -> String

  /// - Parameters:
  ///   - diagnostics: how a finding's frame is written.
  ///   - emphasis: colours the decision to blame; plain by default.
  package init(
    _ diagnostics: DiagnosticText, emphasis: @escaping @Sendable (String) -> String = { $0 }
  ) {
    self.diagnostics = diagnostics
    self.emphasis = emphasis
  }

  /// The findings in their order, an empty line after each.
  package func text(_ findings: [Finding]) -> String {
    findings.map { text($0) + "\n" }.joined()
  }

  package func text(_ finding: Finding) -> String {
    var details: [String] = []
    if let flow = finding.flow {
      details = FlowText(
        flow, forward: finding.forward, return: finding.return,
        pairs: finding.pairs == 0 ? nil : finding.pairs,
        blaming: finding.location
      ).lines.map { line in
        let text = line.text.escapingControlCharacters
        return line.isBlamed ? emphasis(text) : text
      }
    }
    return diagnostics.text(
      Diagnostic(
        finding.severity, finding.id, finding.message, at: finding.location,
        notes: Self.notes(of: finding), help: Self.help(of: finding)), details: details)
  }

  /// As many notes as a person reads.
  private static let mostNotes = 8

  /// The first notes, and how many more there are.
  static func notes(of finding: Finding) -> [Diagnostic.Note] {
    guard finding.related.count > mostNotes else { return finding.related }
    let left = finding.related.count - mostNotes + 1
    return finding.related.prefix(mostNotes - 1)
      + [.init("and \(left) more such places, which `--format json` lists")]
  }

  /// The way out, and whether it was verified.
  static func help(of finding: Finding) -> String? {
    let isVerified = !finding.repairs.isEmpty && finding.repairs.allSatisfy(\.verified)
    return finding.help.map {
      isVerified ? $0 + " (verified: the finding is gone, and no error or warning is new)" : $0
    }
  }
}
