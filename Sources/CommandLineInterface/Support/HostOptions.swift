import ArgumentParser
import FoundationEssentials
import Netlink
import Observation
import RunDirectory
import StateStore

/// Where a host keeps what belongs to topologies.
struct HostOptions: ParsableArguments {
  @Option(
    help: "Where state is kept: what was applied last, the journal, assignments.",
    completion: .directory)
  var stateDir = StateDirectory.defaultPath

  @Option(
    help: "Where running things are kept: pins, the agent's socket, process records.",
    completion: .directory)
  var runDir = RunDirectory.defaultBase

  /// Makes relative paths absolute: the agent outlives the folder that a command was run in.
  mutating func validate() throws {
    stateDir = try absolute(stateDir, "--state-dir")
    runDir = try absolute(runDir, "--run-dir")
  }

  private func absolute(_ path: String, _ option: String) throws -> String {
    guard !path.isEmpty else { throw ValidationError("\(option) is a path, not nothing") }
    guard !path.hasPrefix("/") else { return path }
    return "\(FileManager.default.currentDirectoryPath)/\(path)"
  }

  var stateDirectory: StateDirectory { StateDirectory(path: stateDir) }

  func runDirectory(of topology: String) -> RunDirectory {
    RunDirectory(topology: topology, base: runDir)
  }

  func observer(
    of topology: String, connections: NamespaceConnections = NamespaceConnections()
  ) -> Observer {
    Observer(
      topology: topology, runDirectory: runDirectory(of: topology), connections: connections)
  }
}
