import Diagnostics
import Difference
import FoundationEssentials

/// Prints what differs between two topologies.
struct DifferenceView {
  let console: Console

  /// - Parameter path: the new file, as the user named it.
  func show(_ report: DifferenceReport, of path: String, _ format: ReportFormat) throws {
    switch format {
    case .text: console.write(text.text(report))
    case .json: console.write(report.json(toolVersion: ToolVersion.current).prettyText)
    case .markdown: console.write(DifferenceMarkdown().text(report, of: path))
    case .sarif: console.write(checks(report, path).sarif.prettyText)
    case .junit: console.write(checks(report, path).junit(failing: .warning))
    case .github:
      let summary = ProcessEnvironment.variable("GITHUB_STEP_SUMMARY").flatMap {
        $0.isEmpty ? nil : $0
      }
      if let summary {
        try OutputFile.append(
          Data(DifferenceMarkdown().text(report, of: path).utf8), to: summary)
      }
      console.write(checks(report, path).gitHubCommands(hasSummary: summary != nil))
    }
  }

  private func checks(_ report: DifferenceReport, _ path: String) -> CheckReport {
    CheckReport(
      toolVersion: ToolVersion.current,
      rules: Explanations.all.map {
        CheckReport.Rule(id: $0.id, summary: $0.what, reason: $0.why, fix: $0.fix)
      }, subjects: [report.subject(path)])
  }

  private var text: DifferenceText {
    let style = console.outputStyle
    return DifferenceText { text, role in
      switch role {
      case .headline: style(text, .bold)
      case .severity(let severity):
        severity >= .warning ? style(text, .yellow, .bold) : style(text, .bold)
      case .added: style(text, .green)
      case .removed: style(text, .red)
      case .changed: style(text, .yellow)
      case .muted: text
      }
    }
  }
}
