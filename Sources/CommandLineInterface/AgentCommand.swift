import Agent
import ArgumentParser
import RunDirectory

/// `bumpwire agent`: the daemon of one topology, which `apply` starts.
struct AgentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "agent", abstract: "Runs the daemon of an applied topology.", shouldDisplay: false)

  @Option(help: "The topology's name.")
  var topology: String

  @Option(help: "The directory that holds every topology's run directory.")
  var runDir = RunDirectory.defaultBase

  func run() throws {
    do {
      try Agent.run(RunDirectory(topology: topology, base: runDir))
    } catch {
      throw CommandFailure(error)
    }
  }
}
