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

  /// A pipe's or standard input's text under a name that stands beside the files that it includes.
  private static func files(_ path: String, named name: String) -> FileAccess {
    let text =
      path == "-" ? standardInput.map { $0.named(name) } : SourceFile.readPipe(path, named: name)
    return FileAccess(
      read: { path, place in
        path == name && place == nil ? text : FileAccess.disk.read(path, place)
      }, resolved: { $0 == name ? nil : FileAccess.disk.resolved($0) })
  }

  /// - Parameters:
  ///   - name: what a pipe is called; without one, pipes are refused.
  ///   - assignments: Addresses that were given before, by topology's name.
  func read(
    _ path: String, ifPiped name: String? = nil,
    assignments: (String) throws -> [String: IPAddress] = { _ in [:] }
  ) throws -> Resolution {
    guard let name, path == "-" || PipedFile.isPipe(path) else {
      return try read(path, Self.files, assignments)
    }
    return try read(name, Self.files(path, named: name), assignments)
  }

  private func read(
    _ path: String, _ files: FileAccess, _ assignments: (String) throws -> [String: IPAddress]
  ) throws -> Resolution {
    var resolution = TopologyResolver.resolve(path: path, files: files)
    guard let topology = resolution.topology else {
      InputMistake.explain(path, &resolution)
      return resolution
    }
    let known = try assignments(topology.name)
    if !known.isEmpty {
      resolution = TopologyResolver.resolve(path: path, assignments: known, files: files)
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
