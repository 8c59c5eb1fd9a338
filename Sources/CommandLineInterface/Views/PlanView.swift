import Planning

/// Prints plans.
struct PlanView {
  let console: Console

  func show(_ plan: Plan, format: OutputFormat, summary: Bool) throws {
    switch format {
    case .json: console.write(try plan.json())
    case .text:
      let text = summary ? PlanText(summaryOf: plan) : PlanText(plan)
      for line in text.lines { console.write(styled(line) + "\n") }
    }
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
