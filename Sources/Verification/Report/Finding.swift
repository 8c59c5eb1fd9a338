package import Diagnostics

/// One cause of trouble, with all that it affects.
package struct Finding: Hashable, Sendable {
  /// The most specific name of the cause.
  package var id: DiagnosticID
  /// What the cause does to flows, in general terms.
  package var effects: [DiagnosticID]
  package var severity: Severity
  /// One line without a full stop, names in back-quotes.
  package var message: String
  /// The line to blame; nil for a problem of a file that has none, such as one that cannot be read.
  package var location: SourceRange?
  package var related: [Diagnostic.Note]
  /// How many pairs of ends are affected; 0 when the finding is about a declaration, not flows.
  package var pairs: Int
  /// The simplest of the affected flows.
  package var flow: ReportedFlow?
  package var forward: [Hop]
  package var `return`: [Hop]
  package var help: String?
  /// Edits that together remove the finding.
  package var repairs: [Repair]

  package init(
    id: DiagnosticID, effects: [DiagnosticID] = [], severity: Severity, message: String,
    location: SourceRange?, related: [Diagnostic.Note] = [], pairs: Int = 0,
    flow: ReportedFlow? = nil, forward: [Hop] = [], return: [Hop] = [], help: String? = nil,
    repairs: [Repair] = []
  ) {
    self.id = id
    self.effects = effects
    self.severity = severity
    self.message = message
    self.location = location
    self.related = related
    self.pairs = pairs
    self.flow = flow
    self.forward = forward
    self.return = `return`
    self.help = help
    self.repairs = repairs
  }
}

extension Finding {
  /// The worst first, then in order of place, then id: a warning often follows from an error.
  static func readingOrder(_ left: Finding, _ right: Finding) -> Bool {
    if left.severity != right.severity { return left.severity > right.severity }
    switch (left.location, right.location) {
    case (let first?, let second?) where first != second: return first < second
    case (nil, .some): return true
    case (.some, nil): return false
    default: break
    }
    return (left.id, left.message) < (right.id, right.message)
  }
}
