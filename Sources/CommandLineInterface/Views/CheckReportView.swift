import Diagnostics
import FoundationEssentials
import Topology
import Verification

/// Prints verdicts over files in the formats that CI systems read.
struct CheckReportView {
  let console: Console
  private(set) var subjects: [CheckReport.Subject] = []

  init(console: Console) { self.console = console }

  /// Adds one file's verdict.
  mutating func add(_ report: VerificationReport, of path: String, _ resolution: Resolution) {
    let text = FindingText(DiagnosticText(files: resolution.files))
    subjects.append(
      CheckReport.Subject(
        path: path, items: report.findings.map { $0.reportItem(text) },
        conclusion: resolution.topology == nil
          ? ["not a valid topology: nothing was verified"] : report.proof))
  }

  /// - Parameter failing: the severity that counts as failure.
  func show(_ format: ReportFormat, failing: Severity) throws {
    let report = CheckReport(
      toolVersion: ToolVersion.current,
      rules: Explanations.findings.map {
        CheckReport.Rule(id: $0.id, summary: $0.what, reason: $0.why, fix: $0.fix)
      }, subjects: subjects)
    switch format {
    case .text, .json: break
    case .sarif: console.write(report.sarif.prettyText)
    case .junit: console.write(report.junit(failing: failing))
    case .markdown: console.write(report.markdown())
    case .github:
      let summary = ProcessEnvironment.variable("GITHUB_STEP_SUMMARY").flatMap {
        $0.isEmpty ? nil : $0
      }
      if let summary { try OutputFile.append(Data(report.gitHubSummary.utf8), to: summary) }
      console.write(report.gitHubCommands(hasSummary: summary != nil))
    }
  }
}
