import Configuration
import Diagnostics
import IPAddressing
import Topology
import YAMLSyntax

/// Resolves topology files, their firewalls' rules included.
struct TopologyReader {
  let console: Console

  /// What `-` is read from, once: resolving may take two passes.
  private static let standardInput = SourceFile.readStandardInput()

  private static let files = FileAccess(
    read: { path, place in
      path == "-" && place == nil ? standardInput : FileAccess.disk.read(path, place)
    }, resolved: { $0 == "-" ? nil : FileAccess.disk.resolved($0) })

  /// - Parameter assignments: Addresses that were given before, by topology's name.
  func read(
    _ path: String, assignments: (String) throws -> [String: IPAddress] = { _ in [:] }
  ) throws -> Resolution {
    var resolution = TopologyResolver.resolve(path: path, files: Self.files)
    guard let topology = resolution.topology else {
      InputMistake.explain(path, &resolution)
      return resolution
    }
    let known = try assignments(topology.name)
    if !known.isEmpty {
      resolution = TopologyResolver.resolve(path: path, assignments: known, files: Self.files)
    }
    let check = FirewallRulesCheck(topology)
    if let obstacle = check.obstacle {
      console.warn(
        "firewall rules were not checked: \(obstacle.escapingControlCharacters)")
    }
    resolution.add(check.diagnostics)
    return resolution
  }
}
