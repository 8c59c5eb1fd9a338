import Diagnostics
import IPAddressing
import Topology

/// Reads topologies for commands: prints what is wrong, and ends the command when it is no topology.
struct TopologyLoader {
  let console: Console

  /// - Parameter assignments: Addresses that were given before, by topology's name.
  func load(
    _ path: String, assignments: (String) throws -> [String: IPAddress] = { _ in [:] }
  ) throws -> (topology: Topology, resolution: Resolution) {
    var resolution = TopologyResolver.resolve(path: path)
    if let name = resolution.topology?.name {
      let known = try assignments(name)
      if !known.isEmpty { resolution = TopologyResolver.resolve(path: path, assignments: known) }
    }
    DiagnosticView(console: console).show(resolution.diagnostics, files: resolution.files)
    guard let topology = resolution.topology else {
      throw CommandFailure(
        .invalidInput, "`\(path)` is not a valid topology; nothing was verified or changed")
    }
    return (topology, resolution)
  }
}
