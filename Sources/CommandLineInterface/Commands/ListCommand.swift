import ArgumentParser

/// `bumpwire list`: what topologies are on this host.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the topologies on this host.",
    discussion: """
      Every topology that has namespaces, running things or state here, with the file that it was \
      made from, when it was applied last, how much of it there is, and its agent. `bumpwire status \
      NAME` says more.

        bumpwire list
        bumpwire list --format json

      Exits with 0, and with 77 without root.
      """)

  @Option(help: "text or json.")
  var format: OutputFormat = .text

  @OptionGroup var host: HostOptions
  @OptionGroup var color: ColorOptions

  func run() throws {
    try CommandRunner.run(color, format: format) { console in
      try HostReader(console: console, options: host).requireRoot(to: "read what is applied")
      ListView(console: console).show(HostInventory(options: host).read(), format: format)
      return .success
    }
  }
}
