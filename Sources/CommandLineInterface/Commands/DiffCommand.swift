import ArgumentParser
import Diagnostics
import Difference
import Topology

/// `bumpwire diff`: what an edit does, to resources and to traffic.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Show what changes between two topologies: resources, and whose traffic.",
    discussion: """
      Compares every flow of every pair of hosts, load balancers and the internet that both files \
      have, and tells those that behave otherwise: inspection lost or gained, reachability, \
      symmetry, paths; each with a flow before and after and the lines that decide. \
      `bumpwire explain inspection-lost` says more about a kind of change.

        bumpwire diff old.yaml new.yaml
        bumpwire diff <(git show main:topology.yaml) topology.yaml

      A file may be a pipe, or `-` for standard input; what such a file includes is looked for in \
      the other file's folder.

      Exits with 0, changes or not; with --exit-code with 2 when there are changes; and with 65 when \
      a file is not a valid topology.
      """)

  @Argument(help: "The topology file as it was.", completion: .topologyFile)
  var old: String

  @Argument(help: "The topology file as it will be.", completion: .topologyFile)
  var new: String

  @Option(help: "text, json, markdown, github, sarif or junit.")
  var format: ReportFormat = .text

  @Flag(help: "Exit with 2 when a resource or a flow changes.")
  var exitCode = false

  @OptionGroup var color: ColorOptions

  func validate() throws {
    if old == "-", new == "-" {
      throw ValidationError("standard input is one of the two files, not both")
    }
  }

  func run() throws {
    try CommandRunner.run(color, format: format == .json ? .json : .text) { console in
      let (before, after) = try TopologyLoader(console: console).load(
        old, ifPiped: PipedFile.name("old", beside: new),
        and: new, ifPiped: PipedFile.name("new", beside: old))
      let report = DifferenceReport(before, after)
      if let first = report.disagreements.first {
        throw CommandFailure(
          .internalError, "a self-check failed, no verdict is to be believed: \(first)",
          help: "please report this, with both topologies")
      }
      try DifferenceView(console: console).show(report, of: new, format)
      return exitCode && !report.isEmpty ? .changesPresent : .success
    }
  }
}
