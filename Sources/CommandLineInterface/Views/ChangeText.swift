import Execution
import Glibc
import Planning
import Verification

/// Tells of a change in words: the plan on standard output, progress on standard error.
struct ChangeText: ChangeReporter {
  private let console: Console
  private let progress: ProgressView

  init(_ console: Console) {
    self.console = console
    progress = ProgressView(console)
  }

  func show(_ plan: Plan, agent: Action?, by operation: ChangeSession.Operation) {
    if plan.isEmpty, operation == .destroy { return }
    let text = operation == .destroy ? PlanText(summaryOf: plan) : PlanText(plan)
    PlanView(console: console).show(PlanText(text, of: plan, agent: agent))
  }

  func show(_ findings: [Finding]) {}

  func show(_ event: ExecutionEvent) { progress.show(event) }

  func askToConfirm(within seconds: Int) {
    console.writeError(
      "The host is as planned. Only `yes` (or SIGUSR1 to process \(getpid())) within \(seconds) s keeps "
        + "it, otherwise it is taken back.\n"
    )
  }

  func showCompletion(of plan: Plan, agent: Action?, by operation: ChangeSession.Operation) {
    let summary = plan.summary
    switch operation {
    case .apply where plan.isEmpty && agent != nil:
      console.tell("The agent of topology \(plan.topology) runs again.\n")
    case .apply where plan.isEmpty, .scale where plan.isEmpty, .revert where plan.isEmpty: break
    case .destroy where plan.isEmpty:
      console.tell("Nothing of topology \(plan.topology) is on this host.\n")
    case .apply, .scale, .revert, .destroy:
      console.tell(
        console.outputStyle("\(operation.title) complete!", .bold)
          + " \(summary.add) added, \(summary.change) changed, \(summary.destroy) destroyed.\n")
    }
  }
}

extension ChangeSession.Operation {
  fileprivate var title: String {
    switch self {
    case .apply: "Apply"
    case .destroy: "Destroy"
    case .scale: "Scaling"
    case .revert: "Taking back"
    }
  }
}
