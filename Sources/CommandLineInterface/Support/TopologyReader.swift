import Diagnostics
import IPAddressing
import Topology

/// Resolves topology files, their firewalls' rules included.
struct TopologyReader {
  let console: Console

  /// - Parameter assignments: Addresses that were given before, by topology's name.
  func read(
    _ path: String, assignments: (String) throws -> [String: IPAddress] = { _ in [:] }
  ) throws -> Resolution {
    var resolution = TopologyResolver.resolve(path: path)
    guard let topology = resolution.topology else { return resolution }
    let known = try assignments(topology.name)
    if !known.isEmpty { resolution = TopologyResolver.resolve(path: path, assignments: known) }
    let check = FirewallRulesCheck(topology)
    if let obstacle = check.obstacle {
      console.warn(
        "firewall rules were not checked: \(obstacle.escapingControlCharacters)")
    }
    resolution.add(check.diagnostics)
    return resolution
  }
}
