import ArgumentParser
import StateStore

/// `bumpwire state unlock`: says who has a topology's lock.
struct StateUnlockCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unlock",
    abstract: "Make sure that nobody has a topology's lock, or say who has it.",
    discussion: """
      A lock belongs to a process that runs, and goes with it, however it ends: there are no stale \
      ones. What is left to do is to end the process that is named, or to let it go on if it is \
      stopped.

        bumpwire state unlock catagram

      Exits with 0 when the topology is free, 75 with the holder when it is not, and 77 without root.
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
      // Taking it shows that it is free; letting it go removes a file that was left behind.
      _ = try remembered.lock("state unlock")
      StateView(console: console).showFree(remembered.name, format: format)
      return .success
    }
  }
}
