import ArgumentParser
import Planning

/// `bumpwire show`: prints a saved plan.
struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Print a saved plan.",
    discussion: """
      Needs neither root nor the host that the plan was made on.

        bumpwire plan topology.yaml --out plan.json
        bumpwire show plan.json --summary
      """)

  @Argument(
    help: "A plan that `plan --out` wrote, on this host or another.", completion: .planFile)
  var plan: String

  @Flag(help: "A line a namespace, those that lose something first.")
  var summary = false

  @Option(help: "text or json.")
  var format: OutputFormat = .text

  @OptionGroup var color: ColorOptions

  func run() throws {
    try CommandRunner.run(color, format: format) { console in
      try PlanView(console: console).show(
        try SavedPlan.read(plan), agent: nil, format: format, summary: summary)
      return .success
    }
  }
}
