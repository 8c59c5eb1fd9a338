package import Diagnostics
import Verification

extension DifferenceReport {
  /// The flows that behave otherwise, as report formats take them: each at the line of the new file
  /// that decides otherwise.
  ///
  /// - Parameter path: the new file, as the user named it.
  package func subject(_ path: String) -> CheckReport.Subject {
    let text = DifferenceText()
    let items = flows.map { change in
      CheckReport.Item(
        Diagnostic(
          change.severity, change.category.id,
          "\(change.message) (\(DifferenceText.pairs(change.pairs)))".escapingControlCharacters,
          at: change.location,
          help: DifferenceText.because(change)?.escapingControlCharacters),
        effects: change.categories.dropFirst().map(\.id), pairs: change.pairs,
        paths: [change.after.forward, change.after.return].map { hops in
          hops.map {
            CheckReport.Step("\($0.at): \($0.decision)".escapingControlCharacters, at: $0.location)
          }
        }.filter { !$0.isEmpty }, text: text.text(change))
    }
    return CheckReport.Subject(path: path, items: items, conclusion: conclusion)
  }

  private var conclusion: [String] {
    [
      DifferenceText.resourceSummary(self),
      "\(DifferenceText.pairs(pairsCompared)) compared: \(DifferenceMarkdown.headline(self))",
    ]
  }
}
