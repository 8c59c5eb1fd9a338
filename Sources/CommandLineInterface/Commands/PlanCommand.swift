import ArgumentParser
import Diagnostics
import Execution
import HostState
import Planning
import StateStore
import Threads

/// `bumpwire plan`: shows what `apply` would do to this host.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Show what apply would do to this host.",
    discussion: """
      Compares the topology with what is on the host and with what the last apply left, and tells \
      what was changed by somebody else. `+` makes, `~` changes in place, `-/+` makes anew, `-` \
      destroys; the reason stands in brackets, the line that asks for it behind `#`.

        bumpwire plan topology.yaml
        bumpwire plan topology.yaml --summary
        bumpwire plan topology.yaml --out plan.json && bumpwire apply plan.json
        bumpwire plan topology.yaml --offline --format json

      Exits with 0, or 2 with --detailed-exitcode when there are changes; 1 for findings, 65 for an \
      invalid topology, 69 when the host cannot be read or cannot hold it, 77 without root.
      """)

  @Argument(help: "The topology file.", completion: .topologyFile)
  var file: String

  @Option(
    name: .long, help: "Write the plan here as JSON, for `apply` and `show`.",
    completion: .planFile)
  var out: String?

  @Flag(help: "Compare with an empty host instead of this one; needs no root.")
  var offline = false

  @Flag(help: "A line a namespace, those that lose something first.")
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
      if let out { try SavedPlan.requireReplaceable(out) }
      let reader = HostReader(console: console, options: host)
      if !offline { try reader.requireRoot(to: "read this host's state") }
      var remembered: Deferred<Result<AppliedState?, StateStoreError>>?
      var fingerprint: String?
      let desired = try DesiredHostReader(
        console: console, findings: allowFindings ? .allow : .refuse, isCompared: !offline
      ).read(file) { name in
        // Before anything of it is read: what changes meanwhile makes the plan stale.
        if out != nil || format == .json {
          fingerprint = offline ? StateStore.nothing : reader.fingerprint(of: name)
        }
        guard !offline else { return .none }
        remembered = reader.lastAppliedMeanwhile(of: name)
        return assignments(of: name, reader)
      }
      let name = desired.state.topology
      let last = remembered.flatMap { reader.heard($0.value) }
      let lastApplied = last?.state
      let observed =
        offline
        ? HostState(topology: name)
        : try reader.observe(name, knowing: [desired.state] + [lastApplied].compactMap { $0 })
      if !offline {
        AppliedPlace(console: console, options: host).warn(name, from: desired.source, last: last)
        reader.warnWithoutAgent(name)
        reader.warnUnconfirmed(name)
      }
      let plan = try Plan(
        from: observed, to: desired.state, lastApplied: lastApplied, remembered: fingerprint,
        origins: desired.origins, unfinished: offline ? [] : reader.unfinished(of: name),
        source: desired.source, assignments: desired.assignments.texts,
        toolVersion: ToolVersion.current)
      if !offline {
        HostInterfaceFindings(plan, .warning).show(on: console)
        HostInterfaceFindings.warn(keptBy: observed, on: console)
      }
      if let out { try OutputFile.write(try plan.json(), to: out) }
      let agent = offline ? nil : reader.agentAction(on: name)
      try PlanView(console: console).show(plan, agent: agent, format: format, summary: summary)
      if let out {
        console.writeError(
          "Saved to \(out.escapingControlCharacters): `bumpwire apply` carries out exactly this.\n")
      }
      return detailedExitcode && (!plan.isEmpty || agent != nil) ? .changesPresent : .success
    }
  }

  /// A plan only shows: it goes on without what cannot be read, and says so.
  private func assignments(of topology: String, _ reader: HostReader) -> Assignments {
    do throws(StateStoreError) {
      return try reader.assignments(of: topology)
    } catch {
      reader.console.warn("addresses and numbers may be others than `apply` assigns: \(error)")
      return Assignments(capacities: reader.capacities(of: topology))
    }
  }
}
