/// One thing to tell the user: what is wrong, where, and the way out.
package struct Diagnostic: Hashable, Sendable {
  /// A second place that explains the first.
  package struct Note: Hashable, Sendable {
    package let message: String
    package let range: SourceRange?

    package init(_ message: String, at range: SourceRange? = nil) {
      self.message = message
      self.range = range
    }
  }

  package let id: DiagnosticID
  package let severity: Severity
  /// One line without a full stop, lower case, names in back-quotes.
  package let message: String
  package let range: SourceRange?
  package let notes: [Note]
  /// What to do about it, in the imperative; nil where the message says it already.
  package let help: String?

  package init(
    _ severity: Severity, _ id: DiagnosticID, _ message: String, at range: SourceRange?,
    notes: [Note] = [], help: String? = nil
  ) {
    self.severity = severity
    self.id = id
    self.message = message
    self.range = range
    self.notes = notes
    self.help = help
  }
}

extension Diagnostic {
  /// In order of place, then severity (worst first), then id: the order in which people read.
  package static func readingOrder(_ left: Diagnostic, _ right: Diagnostic) -> Bool {
    switch (left.range, right.range) {
    case (let first?, let second?) where first != second: return first < second
    case (nil, .some): return true
    case (.some, nil): return false
    default:
      if left.severity != right.severity { return left.severity > right.severity }
      return (left.id, left.message) < (right.id, right.message)
    }
  }
}
