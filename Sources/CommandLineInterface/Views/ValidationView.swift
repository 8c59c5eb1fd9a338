import Diagnostics
import Topology
import Verification

/// Prints verdicts over a topology's flows.
struct ValidationView {
  let console: Console
  /// What verifies a topology.
  var verify: @Sendable (Topology, () -> Void) -> VerificationReport = {
    Verifier($0).report(whenProved: $1)
  }

  /// The verdict.
  ///
  /// - Parameter isProved: as of `Verifier.report(whenProved:)`.
  /// - Throws: `CommandFailure` when the engine and the walker disagree.
  func judge(
    _ topology: Topology, whenProved isProved: () -> Void = {}
  ) throws -> VerificationReport {
    let report = verify(topology, isProved)
    guard let first = report.disagreements.first else { return report }
    throw CommandFailure(
      .internalError, "a self-check failed, no verdict is to be believed: \(first)",
      help: "please report this, with the topology")
  }

  /// Findings as diagnostics of another command.
  func showFindings(_ report: VerificationReport, of topology: Topology) {
    guard !report.findings.isEmpty else { return }
    console.writeError(text(report.findings, topology.files, console.errorStyle))
    console.writeError(counts(report) + "\n\n")
  }

  /// One file's verdict as the result of `validate`.
  func show(_ report: VerificationReport, of path: String, _ resolution: Resolution) {
    let style = console.outputStyle
    console.write(text(report.findings, resolution.files, style))
    let counts = counts(report)
    guard resolution.topology != nil else {
      console.write(
        "\(path.escapingControlCharacters): \(counts); not a valid topology: nothing was verified\n"
      )
      return
    }
    let isSound = report.count(.error) == 0
    console.write("\(path.escapingControlCharacters): \(counts)\n")
    let proof = report.proof
    console.write(proof.isEmpty ? "" : (isSound ? style(proof[0], .green) : proof[0]) + "\n")
    for line in proof.dropFirst() { console.write(line + "\n") }
  }

  func showJSON(_ report: VerificationReport) {
    console.write(report.json(toolVersion: ToolVersion.current).prettyText)
  }

  private func text(_ findings: [Finding], _ files: [SourceFile], _ style: Style) -> String {
    // A huge file's lines are not looked for in vain.
    guard !findings.isEmpty else { return "" }
    let share = PrintedShare(findings, severity: \.severity)
    return FindingText(DiagnosticText(files: files, in: style)) { style($0, .bold) }
      .text(share.shown) + share.remainder("`bumpwire validate --format json` lists all of them")
  }

  private func counts(_ report: VerificationReport) -> String {
    let parts = [Severity.error, .warning, .note].compactMap { severity -> String? in
      let count = report.count(severity)
      return count == 0 ? nil : "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
    }
    return parts.isEmpty ? "no findings" : parts.joined(separator: ", ")
  }
}
