import ArgumentParser

/// `--format` of commands that check files: for people, and for what runs them.
enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
  /// SARIF 2.1.0, for code scanning.
  case sarif
  /// JUnit XML, for a CI system's test report.
  case junit
  /// Annotations and a step summary of a GitHub workflow.
  case github
  /// A comment of a pull request.
  case markdown
}
