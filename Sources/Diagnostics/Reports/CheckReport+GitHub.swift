extension CheckReport {
  /// Annotations of one kind that GitHub shows for a step; it drops the others without a word.
  private static let mostAnnotations = 10
  /// What a step's summary holds.
  private static let summarySize = 1 << 20

  /// What a GitHub workflow's step prints: an annotation a finding, as many as GitHub shows, and a
  /// line that says where the others are.
  ///
  /// - Parameter hasSummary: whether `gitHubSummary` is shown as well.
  package func gitHubCommands(hasSummary: Bool) -> String {
    var text = ""
    var left: [Item] = []
    for severity in Severity.allCases.sorted(by: >) {
      let items = items.filter { $0.diagnostic.severity == severity }
      text += items.prefix(Self.mostAnnotations).map { Self.command($0.diagnostic) }.joined()
      left += items.dropFirst(Self.mostAnnotations)
    }
    for subject in subjects {
      text += Self.log("\(subject.path): \(Self.counts(subject.items))")
      text += subject.conclusion.map(Self.log).joined()
    }
    guard !left.isEmpty else { return text }
    if hasSummary {
      return text + "\(left.count) more findings are in the step's summary.\n"
    }
    return text
      + left.map { item in
        let place = item.diagnostic.range.map { "\($0): " } ?? ""
        return Self.log(
          "\(place)\(item.diagnostic.severity.rawValue)[\(item.diagnostic.id)]: \(item.diagnostic.message)"
        )
      }.joined()
  }

  /// The step's summary, in Markdown.
  package var gitHubSummary: String { markdown(most: Self.summarySize - 1024) }

  private static func command(_ diagnostic: Diagnostic) -> String {
    let kind = diagnostic.severity == .note ? "notice" : diagnostic.severity.rawValue
    var properties: [String] = []
    if let range = diagnostic.range {
      properties += [
        "file=\(property(range.file))", "line=\(range.start.line)", "endLine=\(range.end.line)",
      ]
      // GitHub wants columns of one line only.
      if range.start.line == range.end.line {
        properties += ["col=\(range.start.column)", "endColumn=\(range.end.column)"]
      }
    }
    properties.append("title=\(property(diagnostic.id.rawValue))")
    let help = diagnostic.help.map { "\nhelp: \($0)" } ?? ""
    return "::\(kind) \(properties.joined(separator: ","))::\(data(diagnostic.message + help))\n"
  }

  /// A line of the log that is no command, whatever it begins with.
  private static func log(_ line: String) -> String {
    let line = line.escapingControlCharacters
    return (line.hasPrefix("::") || line.hasPrefix("##[") ? " " : "") + line + "\n"
  }

  /// As actions/toolkit escapes a command's message; a terminal shows it too.
  private static func data(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { String($0).escapingControlCharacters }.joined(separator: "\n")
      .replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
  }

  private static func property(_ text: String) -> String {
    data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
  }
}
