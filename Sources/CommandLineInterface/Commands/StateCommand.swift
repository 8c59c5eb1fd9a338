import ArgumentParser

/// `bumpwire state`: what is remembered of topologies.
struct StateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "state",
    abstract: "Look at what is remembered of a topology, or forget it.",
    discussion: """
      The state explains: what was applied last and from which file, the journal of the last run, \
      which addresses and numbers were assigned. What is on the host, the kernel says: losing the \
      state loses no control.
      """,
    subcommands: [
      StateListCommand.self, StateShowCommand.self, StateRemoveCommand.self,
      StateUnlockCommand.self,
    ])
}
