import ArgumentParser

/// `bumpwire flows`: the flow tables in the kernel.
struct FlowsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "flows",
    abstract: "List live flows: which appliance each is with, and what it saw of both directions.",
    discussion: """
      Reads the flow tables of the gateway load balancers in the kernel; no agent is needed. What \
      is given narrows the list: all of it has to hold. An address and a port are of one end. Up to \
      \(FlowsView.mostSorted) flows come the latest first, more as the table has them.

        bumpwire flows catagram
        bumpwire flows catagram --address 198.51.100.0/24 --port 443
        bumpwire flows catagram --appliance 'firewalls[1]' --protocol udp
        bumpwire flows catagram --endpoint 'app/*' --format json

      An endpoint or appliance is named by its resource address, the last parts of it, or a pattern \
      with `*`; a group stands for its appliances.
      """)

  @Argument(help: "The topology's name, or its file.", completion: .topologyName)
  var topology: String

  @Option(help: .init("Only flows that came by this endpoint.", valueName: "name"))
  var endpoint: String?

  @Option(help: .init("Only flows that are with this appliance or group.", valueName: "name"))
  var appliance: String?

  @Option(
    help: .init("Only flows of this protocol, by name or number.", valueName: "protocol"))
  var `protocol`: IPProtocol?

  @Option(
    help: .init(
      "Only flows with this address, or one of this CIDR block, at either end.",
      valueName: "address"))
  var address: String?

  @Option(help: "Only flows with this port at either end.")
  var port: UInt16?

  @Option(help: "text or json.")
  var format: OutputFormat = .text

  @OptionGroup var host: HostOptions
  @OptionGroup var color: ColorOptions

  func validate() throws {
    if port == 0 { throw ValidationError("--port is a number from 1 to 65535, not 0") }
  }

  func run() throws {
    try CommandRunner.run(color, format: format) { console in
      try HostReader(console: console, options: host).requireRoot(to: "read flow tables")
      let name = try TopologyName.read(topology, console: console)
      let applied = try AppliedTopology(host.runDirectory(of: name))
      let filter = try filter(AppliedResources(applied.configuration()))
      var view = FlowsView(console: console, format: format)
      try FlowReader(applied).forEach(filter) { view.add($0) }
      view.finish()
      return .success
    }
  }

  private func filter(_ resources: AppliedResources) throws -> FlowFilter {
    FlowFilter(
      endpoints: try endpoint.map {
        try AppliedResources.require(
          $0, among: resources.endpoints, "endpoint", option: "--endpoint: ")
      },
      appliances: try appliance.map {
        try AppliedResources.require(
          $0, among: resources.appliances, "appliance", option: "--appliance: ")
      },
      protocol: self.protocol, addresses: try address.map(FlowFilter.addresses), port: port)
  }
}
