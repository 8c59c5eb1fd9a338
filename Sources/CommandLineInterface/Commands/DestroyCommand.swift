import ArgumentParser
import Execution
import HostState
import Planning

/// `bumpwire destroy`: removes everything of a topology from this host.
struct DestroyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "destroy",
    abstract: "Remove everything of a topology from this host.")

  @Argument(help: "The topology's name, or its file.")
  var topology: String

  @Flag(help: "Do not ask.")
  var yes = false

  @OptionGroup var host: HostOptions
  @OptionGroup var color: ColorOptions

  func run() throws {
    try CommandRunner.run(color) { console in
      let reader = HostReader(console: console, options: host)
      try reader.requireRoot(to: "change this host")
      if !yes { try Confirmation.requireAnswer() }
      let name = try TopologyName.read(topology, console: console)
      let session = try ChangeSession.begin(
        .destroy, topology: name, options: host, console: console, rollsBack: false)
      let observed = try observe(name, reader, console)
      let plan = try Plan(
        from: observed, to: HostState(topology: name), toolVersion: ToolVersion.current)
      if !plan.isEmpty {
        try PlanView(console: console).show(plan, format: .text, summary: true)
      }
      if !plan.isEmpty, !yes {
        guard try Confirmation.ask("Destroy all of it?", console: console) else {
          console.writeError("Nothing was changed.\n")
          return .failure
        }
      }
      do throws(ExecutionError) {
        try session.executor.destroy(plan, from: observed, store: session.store)
      } catch {
        throw CommandFailure(error)
      }
      if let error = session.forget(in: host.stateDirectory) {
        console.warn("the host has nothing of \(name) left, but its state stays: \(error)")
      }
      if plan.isEmpty {
        console.write("Nothing of topology \(name) is on this host.\n")
      } else {
        PlanView(console: console).showCompletion(of: plan, verb: "Destroy")
      }
      return .success
    }
  }

  /// What cannot be read can still be destroyed: with a namespace goes everything in it.
  private func observe(
    _ name: String, _ reader: HostReader, _ console: Console
  ) throws -> HostState {
    do {
      return try reader.observe(name, knowing: [])
    } catch let failure as CommandFailure {
      console.warn(failure.message)
      return try HostState.namesOnly(of: name)
    }
  }
}
