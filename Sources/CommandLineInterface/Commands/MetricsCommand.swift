import Agent
import ArgumentParser
import DataPlane
import RunDirectory

/// `bumpwire metrics`: what a topology has carried and refused, for Prometheus.
struct MetricsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "metrics",
    abstract: "Print an applied topology's metrics for Prometheus, or let its agent serve them.",
    discussion: """
      Flows, bytes, packets and resets of each endpoint and appliance, healthy appliances of each \
      zone, and drops by reason, in Prometheus's text format; docs/observability.md has the names \
      and those of CloudWatch. They are read from the kernel: printing them needs no agent.

        bumpwire metrics catagram
        bumpwire metrics catagram --listen 9464
        bumpwire metrics catagram --listen 192.0.2.1:9464
        bumpwire metrics catagram --off

      With --listen the agent serves them over HTTP at /metrics, on the loopback unless an address \
      is given, until --off or the topology is destroyed; nobody has to prove who he is.

      Exits with 0, with 1 when the topology is not applied or the address cannot be used, with 64 \
      for what is no address, with 69 when no agent runs, and with 77 without root.
      """)

  @Argument(help: "The topology's name, or its file.", completion: .topologyName)
  var topology: String

  @Option(
    help: .init(
      "Serve them from now on at this port of the loopback, or address and port.",
      valueName: "address"))
  var listen: String?

  @Flag(help: "Serve them no longer.")
  var off = false

  @OptionGroup var host: HostOptions
  @OptionGroup var color: ColorOptions

  func validate() throws {
    if off, listen != nil { throw ValidationError("--listen and --off are opposites") }
  }

  func run() throws {
    try CommandRunner.run(color) { console in
      try HostReader(console: console, options: host).requireRoot(to: "read metrics")
      let name = try TopologyName.read(topology, console: console)
      let applied = try AppliedTopology(host.runDirectory(of: name))
      guard off || listen != nil else {
        console.write(try text(of: applied))
        return .success
      }
      let address = try listen.map(Self.address)
      try serve(address, applied.runDirectory)
      if let address {
        if !address.isLoopback {
          console.warn("whoever reaches \(address) can read them")
        }
        console.write("The agent of \(name) serves metrics at \(address.url)\n")
      } else {
        console.write("The agent of \(name) serves no metrics.\n")
      }
      return .success
    }
  }

  private func text(of applied: AppliedTopology) throws -> String {
    let configuration = try applied.configuration()
    do throws(DataPlaneError) {
      let hasAgent = AgentPresence.holder(applied.runDirectory).map { !$0.isStopped } ?? false
      return try Metrics(configuration, applied.dataPlane, hasAgent: hasAgent).text
    } catch {
      throw CommandFailure(.unavailable, "the data plane cannot be read: \(error)")
    }
  }

  private static func address(_ text: String) throws -> MetricsAddress {
    guard let address = MetricsAddress(text) else {
      throw CommandFailure(
        .usage, "--listen `\(text)` is no port, and no address with one",
        help: "write `9464`, `127.0.0.1:9464` or `[::1]:9464`")
    }
    return address
  }

  /// Leaves things as they were when the agent refuses.
  private func serve(_ address: MetricsAddress?, _ runDirectory: RunDirectory) throws {
    let client = AgentClient(runDirectory)
    do throws(RunDirectoryError) {
      let before = (try? runDirectory.readMetricsAddress()) ?? nil
      try runDirectory.write(address)
      do throws(RunDirectoryError) {
        try client.serveMetrics()
      } catch {
        try runDirectory.write(before)
        _ = try? client.serveMetrics()
        throw error
      }
    } catch {
      throw CommandFailure(error)
    }
  }
}
