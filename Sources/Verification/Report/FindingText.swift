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
    let isVerified = !finding.repairs.isEmpty && finding.repairs.allSatisfy(\.verified)
    let help = finding.help.map {
      isVerified ? $0 + " (verified: the finding is gone, and none is new)" : $0
    }
    return diagnostics.text(
      Diagnostic(
        finding.severity, finding.id, finding.message, at: finding.location,
        notes: finding.related, help: help), details: details)
  }
}
