import ArgumentParser
import StateStore

/// `bumpwire state rm`: forgets a topology, and changes nothing else.
struct StateRemoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rm",
    abstract: "Forget what is remembered of a topology, and change nothing on the host.",
    discussion: """
      For a state that is damaged or wrong. What is on the host stays, and goes on: the next `apply` \
      compares with the kernel alone and assigns addresses and numbers anew; `destroy` needs no state.

        bumpwire state rm catagram --yes

      Exits with 0, also when nothing is remembered, 64 when nobody can be asked, 75 while a command \
      changes the topology, and 77 without root.
      """)

  @Argument(help: "The topology's name, or its file.", completion: .topologyName)
  var topology: String

  @Flag(name: [.long, .customLong("auto-approve")], help: "Do not ask.")
  var yes = false

  @Option(help: "text or json.")
  var format: OutputFormat = .text

  @OptionGroup var host: HostOptions
  @OptionGroup var color: ColorOptions

  func run() throws {
    try CommandRunner.run(color, format: format) { console in
      let remembered = try RememberedTopology(topology, host, console)
      let view = StateView(console: console)
      let exists = remembered.exists
      guard exists else {
        view.showRemoval(of: remembered.name, isDone: false, format: format)
        if let suggestion = remembered.suggestion { console.help(suggestion) }
        return .success
      }
      if !yes {
        try Confirmation.requireAnswer(format)
        Interruption.watch()
        guard
          try Confirmation.ask("Forget what is remembered of \(remembered.name)?", console: console)
        else {
          console.writeError("Nothing was forgotten.\n")
          return .failure
        }
      }
      try remove(remembered.name, holding: try remembered.lock("state rm"))
      view.showRemoval(of: remembered.name, isDone: true, format: format)
      return .success
    }
  }

  private func remove(_ topology: String, holding lock: borrowing TopologyLock) throws {
    do throws(StateStoreError) {
      try StateStore.remove(topology, from: host.stateDirectory)
    } catch {
      throw CommandFailure(.failure, "\(error)")
    }
  }
}
