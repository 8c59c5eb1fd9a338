import Planning

/// Prints plans.
struct PlanView {
  let console: Console

  func show(_ plan: Plan, format: OutputFormat, summary: Bool) throws {
    switch format {
    case .json: console.write(try plan.json())
    case .text:
      let text = summary ? PlanText(summaryOf: plan) : PlanText(plan)
      console.write(text.lines.map { styled($0) + "\n" }.joined())
    }
  }

  /// The last line of a command that carried a plan out.
  func showCompletion(of plan: Plan, verb: String) {
    let summary = plan.summary
    console.write(
      console.outputStyle("\(verb) complete!", .bold)
        + " \(summary.add) added, \(summary.change) changed, \(summary.destroy) destroyed.\n")
  }

  private func styled(_ line: PlanText.Line) -> String {
    switch line.action {
    case .create: console.outputStyle(line.text, .green)
    case .update: console.outputStyle(line.text, .yellow)
    case .delete: console.outputStyle(line.text, .red)
    case .replace: console.outputStyle(line.text, .magenta)
    case nil: line.text
    }
  }
}
