import ArgumentParser
import Diagnostics
import HostState
import Planning
import StateStore

/// `bumpwire plan`: shows what `apply` would do to this host.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Show what apply would do to this host.")

  @Argument(help: "The topology file.")
  var file: String

  @Option(name: .long, help: "Write the plan here as JSON, for `apply` and `show`.")
  var out: String?

  @Flag(help: "Compare with an empty host instead of this one; needs no root.")
  var offline = false

  @Flag(help: "A line a change, without its settings; what is destroyed comes first.")
  var summary = false

  @Flag(help: "Exit with 2 when there are changes.")
  var detailedExitcode = false

  @Flag(help: "Plan in spite of findings of severity error.")
  var allowFindings = false

  @Option(help: "text or json.")
  var format: OutputFormat = .text

  @OptionGroup var host: HostOptions
  @OptionGroup var color: ColorOptions

  func run() throws {
    try CommandRunner.run(color, format: format) { console in
      let reader = HostReader(console: console, options: host)
      if !offline { try reader.requireRoot(to: "read this host's state") }
      let desired = try DesiredHostReader(
        console: console, findings: allowFindings ? .allow : .refuse, isCompared: !offline
      ).read(file) { offline ? [:] : reader.assignments(of: $0) }
      let name = desired.state.topology
      let lastApplied = offline ? nil : reader.lastApplied(of: name)?.state
      let observed =
        offline
        ? HostState(topology: name)
        : try reader.observe(name, knowing: [desired.state] + [lastApplied].compactMap { $0 })
      let plan = try Plan(
        from: observed, to: desired.state, lastApplied: lastApplied, origins: desired.origins,
        source: desired.source, toolVersion: ToolVersion.current)
      if let out { try OutputFile.write(try plan.json(), to: out) }
      try PlanView(console: console).show(plan, format: format, summary: summary)
      if let out {
        console.writeError(
          "Saved to \(out.escapingControlCharacters): `bumpwire apply` carries out exactly this.\n")
      }
      return detailedExitcode && !plan.isEmpty ? .changesPresent : .success
    }
  }
}
