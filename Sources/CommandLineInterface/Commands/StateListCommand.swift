import ArgumentParser
import StateStore

/// `bumpwire state list`: the resources that the last apply left.
struct StateListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the resources that the last apply left.",
    discussion: """
      Those that have something of their own on the host, by address. `bumpwire list` lists \
      topologies.

        bumpwire state list catagram

      Exits with 0, with 1 when nothing is remembered, and with 77 without root.
      """)

  @Argument(help: "The topology's name, or its file.", completion: .topologyName)
  var topology: String

  @Option(help: "text or json.")
  var format: OutputFormat = .text

  @OptionGroup var host: HostOptions
  @OptionGroup var color: ColorOptions

  func run() throws {
    try CommandRunner.run(color, format: format) { console in
      let remembered = try RememberedTopology(topology, host, console)
      let applied = try remembered.lastApplied(try remembered.open())
      StateView(console: console).list(RememberedResources(applied.state), format: format)
      return .success
    }
  }
}
