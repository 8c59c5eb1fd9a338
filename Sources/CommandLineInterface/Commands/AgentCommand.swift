import Agent
import ArgumentParser
import RunDirectory

/// `bumpwire agent`: the daemon of one topology, which `apply` starts.
struct AgentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "agent",
    abstract: "Look after an applied topology: the daemon that apply starts.",
    shouldDisplay: false)

  @Option(help: "The topology's name.")
  var topology: String

  @Option(help: "Where running things are kept: pins, the agent's socket, process records.")
  var runDir = RunDirectory.defaultBase

  @OptionGroup var color: ColorOptions

  func run() throws {
    try CommandRunner.run(color) { _ in
      do throws(RunDirectoryError) {
        try Agent.run(RunDirectory(topology: topology, base: runDir))
      } catch {
        throw CommandFailure(error)
      }
      return .success
    }
  }
}
