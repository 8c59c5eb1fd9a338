import Configuration
import Diagnostics
import Threads
import Topology
import Verification

/// Reads topologies for commands: prints what is wrong, and ends the command when it is no topology.
struct TopologyLoader {
  let console: Console
  /// What is read instead of files.
  var texts: FileAccess?
  /// Is told what is wrong besides; where nobody is, a failure says it.
  var report: (([Finding]) -> Void)?

  /// - Parameters:
  ///   - name: what a pipe is called; without one, pipes are refused.
  ///   - assignments: What was decided before, by topology's name.
  func load(
    _ path: String, ifPiped name: String? = nil,
    assignments: (String) throws -> Assignments = { _ in .none }
  ) throws -> (topology: Topology, resolution: Resolution) {
    try accept(
      TopologyReader(console: console, texts: texts).read(
        path, ifPiped: name, assignments: assignments), path)
  }

  /// Two topologies, read at the same time.
  func load(
    _ first: String, ifPiped firstName: String, and second: String, ifPiped secondName: String
  ) throws -> (first: Topology, second: Topology) {
    let reader = TopologyReader(console: console, texts: texts)
    let (one, other) = Parallel.both(
      { Result { try reader.read(first, ifPiped: firstName) } },
      { Result { try reader.read(second, ifPiped: secondName) } })
    return (
      try accept(one.get(), first).topology, try accept(other.get(), second).topology
    )
  }

  private func accept(
    _ resolution: Resolution, _ path: String
  ) throws -> (topology: Topology, resolution: Resolution) {
    DiagnosticView(console: console).show(resolution.diagnostics, files: resolution.files)
    let findings = resolution.diagnostics.map { Finding($0) }
    report?(findings)
    guard let topology = resolution.topology else {
      throw CommandFailure(
        .invalidInput, "`\(path)` is not a valid topology; nothing was verified or changed",
        findings: report == nil ? findings : [])
    }
    return (topology, resolution)
  }
}
