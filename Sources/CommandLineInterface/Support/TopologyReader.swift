import Configuration
import Diagnostics
import Topology
import YAMLSyntax

/// Resolves topology files, their firewalls' rules included.
struct TopologyReader {
  let console: Console
  /// What is read instead of files.
  var texts: FileAccess?

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
  ///   - assignments: What was decided before, by topology's name.
  func read(
    _ path: String, ifPiped name: String? = nil,
    assignments: (String) throws -> Assignments = { _ in .none }
  ) throws -> Resolution {
    if let texts { return try read(path, texts, assignments) }
    guard let name, path == "-" || PipedFile.isPipe(path) else {
      return try read(path, Self.files, assignments)
    }
    return try read(name, Self.files(path, named: name), assignments)
  }

  private func read(
    _ path: String, _ files: FileAccess, _ assignments: (String) throws -> Assignments
  ) throws -> Resolution {
    var resolution = TopologyResolver.resolve(path: path, files: files)
    guard let topology = resolution.topology else {
      InputMistake.explain(path, &resolution)
      return resolution
    }
    let known = try assignments(topology.name)
    if !known.addresses.isEmpty || !known.capacities.isEmpty {
      resolution = TopologyResolver.resolve(
        path: path, assignments: known.addresses, capacities: known.capacities, files: files)
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
