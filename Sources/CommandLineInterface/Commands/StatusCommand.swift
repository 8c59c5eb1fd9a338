import ArgumentParser
import Execution
import Glibc
import HostState
import Planning
import RunDirectory
import StateStore

/// `bumpwire status`: what an applied topology is doing.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show an applied topology's processes, health, flows, traffic, drops and drift.",
    discussion: """
      Health is the agent's word; traffic and drops are the kernel's counters since the last apply of \
      a gateway load balancer, and are there without an agent. Drift is what the host has otherwise than \
      the last apply left it; --watch does not look for it.

      --watch shows a table that fits the terminal: live and new flows, packets and bytes that appliances \
      were given (pkts/s, bytes/s) and packets that they returned (back/s), by endpoint and by \
      appliance, and drops by reason; all a second, since the look before.

        bumpwire status catagram
        bumpwire status catagram --watch
        bumpwire status catagram --format json --watch --interval 10s

      Exits with 0, with 1 when the topology is not applied or, with --watch, is destroyed, and with \
      77 without root.
      """)

  @Argument(help: "The topology's name, or its file.", completion: .topologyName)
  var topology: String

  @Flag(help: "Show it again and again, with rates, until it is interrupted.")
  var watch = false

  @Option(
    help: .init("The time between two looks with --watch, such as 5s.", valueName: "time"),
    transform: TimeLimit.init)
  var interval = TimeLimit(seconds: 1)

  @Option(help: "text or json; with --watch one document a line.")
  var format: OutputFormat = .text

  @OptionGroup var host: HostOptions
  @OptionGroup var color: ColorOptions

  func run() throws {
    try CommandRunner.run(color, format: format) { console in
      try HostReader(console: console, options: host).requireRoot(to: "read a topology's status")
      let name = try TopologyName.read(topology, console: console)
      let view = StatusView(console: console)
      guard watch else {
        var report = try read(name)
        report.drift = drift(of: name, console, &report.problems)
        let unconfirmed = HostReader(console: console, options: host).unconfirmed(of: name)
        report.problems += [unfinished(name), unconfirmed].compactMap { $0 }
        view.show(report, format: format, now: Double(time(nil)))
        return .success
      }
      try refresh(view, name)
    }
  }

  private func read(_ topology: String) throws -> StatusReport {
    try StatusReader(AppliedTopology(host.runDirectory(of: topology))).read()
  }

  /// What the last run has done, and whether somebody is at it; nil if it has come to its end.
  private func unfinished(_ name: String) -> String? {
    guard let run = try? StateStore.reading(name, in: host.stateDirectory)?.lastRun(),
      run.isUnfinished
    else { return nil }
    let count = run.entries.count { $0.outcome == .done }
    let done = "\(count) of \(run.operations) operations are done"
    if let holder = TopologyLock.holder(of: name) { return "\(holder) is under way: \(done)" }
    return "the last run has not come to its end: \(done); `bumpwire apply` goes on, "
      + "`bumpwire destroy` removes what is there"
  }

  /// What differs from what the last apply left; nil where that is not known.
  private func drift(
    of name: String, _ console: Console, _ problems: inout [String]
  ) -> [String]? {
    let reader = HostReader(console: console, options: host)
    guard let last = reader.lastApplied(of: name)?.state else { return nil }
    do {
      let observed = try reader.observe(name, knowing: [last])
      problems += try HostInterfaceCheck(keptBy: observed).refusals.map {
        "\($0.message): \($0.help)"
      }
      return StateDiff(from: observed, to: last).changes.map {
        "\($0.object.namespace): \($0.object.label)"
      }
    } catch {
      problems.append("\((error as? CommandFailure)?.message ?? "\(error)")")
      return nil
    }
  }

  /// Until it is interrupted, or the topology is there no more.
  private func refresh(_ view: StatusView, _ topology: String) throws -> Never {
    var last: StatusReport?
    while true {
      let report = try read(topology)
      view.refresh(
        report, format: format, now: Double(time(nil)),
        rates: last.flatMap { StatusRates(since: $0, to: report) })
      last = report
      sleep(UInt32(interval.seconds))
    }
  }
}
