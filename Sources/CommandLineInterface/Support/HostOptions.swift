import ArgumentParser
import Observation
import RunDirectory
import StateStore

/// Where a host keeps what belongs to topologies.
struct HostOptions: ParsableArguments {
  @Option(help: "Where state is kept: what was applied last, the journal, assignments, the lock.")
  var stateDir = StateDirectory.defaultPath

  @Option(help: "Where running things are kept: pins, the agent's socket, process records.")
  var runDir = RunDirectory.defaultBase

  var stateDirectory: StateDirectory { StateDirectory(path: stateDir) }

  func runDirectory(of topology: String) -> RunDirectory {
    RunDirectory(topology: topology, base: runDir)
  }

  func observer(of topology: String) -> Observer {
    Observer(topology: topology, runDirectory: runDirectory(of: topology))
  }
}
