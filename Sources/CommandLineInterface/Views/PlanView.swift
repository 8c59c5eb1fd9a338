import Planning

/// Prints plans.
struct PlanView {
  let console: Console

  /// - Parameter agent: What `apply` does to the topology's agent; nil where it looks after it.
  func show(_ plan: Plan, agent: Action?, format: OutputFormat, summary: Bool) throws {
    switch format {
    case .json: console.write(try plan.json())
    case .text:
      let text = summary ? PlanText(summaryOf: plan) : PlanText(plan)
      show(PlanText(text, of: plan, agent: agent))
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
