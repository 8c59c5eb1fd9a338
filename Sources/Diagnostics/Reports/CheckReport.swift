/// The outcome of checking files, as every report format for machines is made from it.
package struct CheckReport: Sendable {
  /// What an id means.
  package struct Rule: Sendable {
    package let id: DiagnosticID
    /// One sentence.
    package let summary: String
    /// Why it matters.
    package let reason: String
    package let fix: String

    package init(id: DiagnosticID, summary: String, reason: String, fix: String) {
      self.id = id
      self.summary = summary
      self.reason = reason
      self.fix = fix
    }
  }

  /// One decision on a packet's way.
  package struct Step: Hashable, Sendable {
    package let text: String
    package let range: SourceRange?

    package init(_ text: String, at range: SourceRange?) {
      self.text = text
      self.range = range
    }
  }

  package struct Item: Sendable {
    /// Its texts hold no control characters.
    package let diagnostic: Diagnostic
    /// What it does to flows, in general terms.
    package let effects: [DiagnosticID]
    /// How many pairs of ends are affected; 0 for a finding about no flow.
    package let pairs: Int
    /// The ways of the request and of the reply, as far as they go.
    package let paths: [[Step]]
    /// All of it for people, excerpts included, without colours.
    package let text: String

    package init(
      _ diagnostic: Diagnostic, effects: [DiagnosticID] = [], pairs: Int = 0,
      paths: [[Step]] = [], text: String
    ) {
      self.diagnostic = diagnostic
      self.effects = effects
      self.pairs = pairs
      self.paths = paths
      self.text = text
    }
  }

  /// One checked file.
  package struct Subject: Sendable {
    /// As the user named it.
    package let path: String
    /// In reading order.
    package let items: [Item]
    /// What was proved, and of what nothing is said; a sentence a line.
    package let conclusion: [String]

    package init(path: String, items: [Item], conclusion: [String]) {
      self.path = path
      self.items = items
      self.conclusion = conclusion
    }
  }

  package let toolVersion: String
  /// Every rule that an item may have.
  package let rules: [Rule]
  package let subjects: [Subject]

  package init(toolVersion: String, rules: [Rule], subjects: [Subject]) {
    self.toolVersion = toolVersion
    self.rules = rules
    self.subjects = subjects
  }

  var items: [Item] { subjects.flatMap(\.items) }

  /// `1 error, 2 warnings`, or `no findings`.
  static func counts(_ items: [Item]) -> String {
    let parts = Severity.allCases.sorted(by: >).compactMap { severity -> String? in
      let count = items.count { $0.diagnostic.severity == severity }
      return count == 0 ? nil : "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
    }
    return parts.isEmpty ? "no findings" : parts.joined(separator: ", ")
  }

  /// The worst `most` items in their order, and how many are left out.
  static func worst(_ items: [Item], most: Int) -> (shown: [Item], hidden: Int) {
    guard items.count > most else { return (items, 0) }
    let kept = Set(
      items.indices.sorted {
        items[$0].diagnostic.severity == items[$1].diagnostic.severity
          ? $0 < $1 : items[$0].diagnostic.severity > items[$1].diagnostic.severity
      }.prefix(most))
    return (items.indices.filter(kept.contains).map { items[$0] }, items.count - most)
  }
}
