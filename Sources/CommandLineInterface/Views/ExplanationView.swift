import Diagnostics

/// Prints what ids mean.
struct ExplanationView {
  let console: Console

  func show(_ explanation: Explanation) {
    let style = console.outputStyle
    console.write(
      """
      \(style(explanation.id.rawValue, .bold))
      \(explanation.what)

      \(style("Why it matters", .bold))
      \(explanation.why)

      \(style("Example", .bold))
      \(indented(explanation.example))

      \(style("Fix", .bold))
      \(explanation.fix)

      """)
  }

  func list(_ explanations: [Explanation]) {
    let width = explanations.map(\.id.rawValue.count).max() ?? 0
    for explanation in explanations {
      let name = explanation.id.rawValue
      let padding = String(repeating: " ", count: width - name.count + 2)
      console.write("\(name)\(padding)\(explanation.what)\n")
    }
  }

  private func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }
      .joined(separator: "\n")
  }
}
