import ArgumentParser
import FoundationEssentials
import Glibc
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

  /// Makes paths what the kernel calls them: the agent outlives the folder that a command was run in, and
  /// what runs in a directory must be known as that by whatever way it is named.
  mutating func validate() throws {
    stateDir = try absolute(stateDir, "--state-dir")
    runDir = try absolute(runDir, "--run-dir")
  }

  private func absolute(_ path: String, _ option: String) throws -> String {
    guard !path.isEmpty else { throw ValidationError("\(option) is a path, not nothing") }
    let full = path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
    let parts = full.split(separator: "/").filter { $0 != "." }
    // What is missing is made later; its own last part is not followed, whatever it is.
    var missing = parts.suffix(1).map(String.init)
    var there = parts.dropLast()
    if let last = missing.last, last == ".." { (missing, there) = ([], parts[...]) }
    while true {
      if let resolved = realpath("/" + there.joined(separator: "/"), nil) {
        defer { free(resolved) }
        let base = String(cString: resolved)
        let rest = missing.joined(separator: "/")
        return rest.isEmpty ? base : base == "/" ? "/\(rest)" : "\(base)/\(rest)"
      }
      guard let last = there.popLast(), last != ".." else { return full }
      missing.insert(String(last), at: 0)
    }
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
