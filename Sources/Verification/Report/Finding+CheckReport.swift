package import Diagnostics

extension Finding {
  /// The finding as report formats take it.
  ///
  /// - Parameter text: how it is written for people.
  package func reportItem(_ text: FindingText) -> CheckReport.Item {
    CheckReport.Item(
      Diagnostic(
        severity, id, message.escapingControlCharacters, at: location,
        notes: FindingText.notes(of: self).map {
          .init($0.message.escapingControlCharacters, at: $0.range)
        },
        help: FindingText.help(of: self)?.escapingControlCharacters),
      effects: effects, pairs: pairs,
      paths: [forward, self.return].map { hops in
        hops.map {
          CheckReport.Step("\($0.at): \($0.decision)".escapingControlCharacters, at: $0.location)
        }
      }.filter { !$0.isEmpty },
      text: text.text(self))
  }
}

extension Hop {
  /// The route that decided and its target, or why none did.
  package var decision: String { prefix.map { "\($0) -> \(target)" } ?? target }
}
