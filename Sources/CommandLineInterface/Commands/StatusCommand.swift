import ArgumentParser
import Glibc

/// `bumpwire status`: what an applied topology is doing.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show an applied topology's processes, health, flows, traffic and drops.")

  @Argument(help: "The topology's name, or its file.")
  var topology: String

  @Option(help: "text or json.")
  var format: OutputFormat = .text

  @OptionGroup var host: HostOptions
  @OptionGroup var color: ColorOptions

  func run() throws {
    try CommandRunner.run(color, format: format) { console in
      try HostReader(console: console, options: host).requireRoot(to: "read a topology's status")
      let name = try TopologyName.read(topology, console: console)
      let report = try StatusReader(AppliedTopology(host.runDirectory(of: name))).read()
      StatusView(console: console).show(report, format: format, now: Double(time(nil)))
      return .success
    }
  }
}
