import Configuration
import Diagnostics
import Topology
import Verification

/// Reads topologies for commands: prints what is wrong, and ends the command when it is no topology.
struct TopologyLoader {
  let console: Console
  /// What is read instead of files.
  var texts: FileAccess?
  /// Is told what is wrong besides.
  var report: ([Finding]) -> Void = { _ in }

  /// - Parameters:
  ///   - name: what a pipe is called; without one, pipes are refused.
  ///   - assignments: What was decided before, by topology's name.
  func load(
    _ path: String, ifPiped name: String? = nil,
    assignments: (String) throws -> Assignments = { _ in .none }
  ) throws -> (topology: Topology, resolution: Resolution) {
    let resolution = try TopologyReader(console: console, texts: texts).read(
      path, ifPiped: name, assignments: assignments)
    DiagnosticView(console: console).show(resolution.diagnostics, files: resolution.files)
    report(resolution.diagnostics.map { Finding($0) })
    guard let topology = resolution.topology else {
      throw CommandFailure(
        .invalidInput, "`\(path)` is not a valid topology; nothing was verified or changed")
    }
    return (topology, resolution)
  }
}
