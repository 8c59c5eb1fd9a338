import ArgumentParser
import IPAddressing

/// `bumpwire flows`: the flow tables in the kernel.
struct FlowsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "flows",
    abstract: "List live flows: which appliance each is with, and what it saw of both directions.",
    discussion: """
      Reads the flow tables of the gateway load balancers in the kernel; no agent is needed.

        bumpwire flows catagram
        bumpwire flows catagram --address 198.51.100.10 --port 443
        bumpwire flows catagram --format json
      """)

  @Argument(help: "The topology's name, or its file.")
  var topology: String

  @Option(help: "Only flows with this address at either end.")
  var address: String?

  @Option(help: "Only flows with this port at either end.")
  var port: UInt16?

  @Option(help: "text or json.")
  var format: OutputFormat = .text

  @OptionGroup var host: HostOptions
  @OptionGroup var color: ColorOptions

  func run() throws {
    try CommandRunner.run(color, format: format) { console in
      try HostReader(console: console, options: host).requireRoot(to: "read flow tables")
      let name = try TopologyName.read(topology, console: console)
      let flows = try FlowReader(AppliedTopology(host.runDirectory(of: name)))
        .read(address: try wantedAddress(), port: port)
      FlowsView(console: console).show(flows, format: format)
      return .success
    }
  }

  private func wantedAddress() throws -> IPAddress? {
    guard let address else { return nil }
    guard let value = IPAddress(address) else {
      throw CommandFailure(.usage, "`\(address)` is no IP address")
    }
    return value
  }
}
