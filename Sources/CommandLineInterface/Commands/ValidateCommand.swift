import ArgumentParser
import Diagnostics
import Threads
import Topology
import Verification

/// `bumpwire validate`: the proof, or what stands against it.
struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Prove that every flow is routed symmetrically and inspected as demanded.",
    discussion: """
      Reads each topology, resolves it, and follows every class of flows both ways. What is wrong is \
      shown with one concrete flow, hop by hop, and a repair that was itself verified. \
      `bumpwire explain ID` says more about a finding.

        bumpwire validate topology.yaml
        bumpwire validate --fail-on warning --format json one.yaml two.yaml

      Exits with 0 when nothing is as bad as --fail-on, with 1 when something is, and with 65 when a \
      file is not a valid topology.

      With --format sarif, junit, github or markdown the same findings are written as CI systems \
      and pull requests take them; `github` also appends to the step's summary.
      """)

  @Argument(
    help: .init(
      "Topology files, each a topology of its own; `-` is standard input.", valueName: "file"),
    completion: .topologyFile)
  var files: [String]

  @Option(help: "text, json, sarif, junit, github or markdown.")
  var format: ReportFormat = .text

  @Option(help: "The severity that counts as failure: error, warning or note.")
  var failOn: Severity = .error

  @Flag(help: "Say on standard error how long reading, proving and verifying took.")
  var timings = false

  @OptionGroup var color: ColorOptions

  func run() throws {
    try CommandRunner.run(color, format: format == .json ? .json : .text) { console in
      let view = ValidationView(console: console)
      var reports = CheckReportView(console: console)
      var total = VerificationReport.empty
      var status = ExitStatus.success
      for path in files {
        var watch = Stopwatch()
        let resolution = try TopologyReader(console: console).read(path)
        watch.lap("read")
        var report =
          try resolution.topology.map { topology in
            try view.judge(topology) { watch.lap("proved") }
          } ?? .empty
        watch.lap("verified")
        if timings { console.writeError("\(path.escapingControlCharacters): \(watch.laps)\n") }
        report.add(resolution.diagnostics)
        if resolution.topology == nil { status = .invalidInput }
        switch format {
        case .text: view.show(report, of: path, resolution)
        case .json: break
        case .sarif, .junit, .github, .markdown: reports.add(report, of: path, resolution)
        }
        total.add(report)
        Disposal.release(resolution)
      }
      if format == .json { view.showJSON(total) }
      try reports.show(format, failing: failOn)
      if status == .success, let worst = total.worst, worst >= failOn { status = .failure }
      return status
    }
  }
}

extension Severity: ExpressibleByArgument {}
