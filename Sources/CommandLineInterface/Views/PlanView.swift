import Planning

/// Prints plans.
struct PlanView {
  let console: Console

  func show(_ plan: Plan, format: OutputFormat, summary: Bool) throws {
    switch format {
    case .json: console.write(try plan.json())
    case .text:
      show(summary ? PlanText(summaryOf: plan) : PlanText(plan))
    }
  }

  func show(_ text: PlanText) {
    console.write(text.lines.map { styled($0) + "\n" }.joined())
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
