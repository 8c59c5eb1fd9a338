import Diagnostics
import Topology
import Verification

/// Prints verdicts over a topology's flows.
struct ValidationView {
  let console: Console

  func judge(_ topology: Topology) -> VerificationReport { Verifier(topology).report() }

  func showFindings(_ report: VerificationReport, of topology: Topology) {
    let diagnostics = report.findings.map {
      Diagnostic(
        $0.severity, $0.id, $0.message, at: $0.location, notes: $0.related, help: $0.help)
    }
    DiagnosticView(console: console).show(diagnostics, files: topology.files)
  }
}
