import ArgumentParser
import Glibc

/// Catches misspelt commands: the parser calls them unexpected arguments.
enum UnknownCommand {
  /// Ends the program if the first argument, or what help is asked for, is neither a command nor an
  /// option.
  static func refuse(_ arguments: ArraySlice<String>) {
    let isHelp = arguments.first == "help"
    guard let word = isHelp ? arguments.dropFirst().first : arguments.first, !word.hasPrefix("-"),
      !word.isEmpty
    else { return }
    let commands = RootCommand.configuration.subcommands.map { $0.configuration }
    let names = commands.compactMap(\.commandName) + ["help"]
    guard !names.contains(word) else { return }
    let shown = commands.filter(\.shouldDisplay).compactMap(\.commandName)
    let near = NearName.suggestion(for: word, among: shown)
    let failure = CommandFailure(
      .usage, "there is no command `\(word)`",
      help: near.map { "did you mean `\($0)`?" } ?? "`bumpwire --help` lists all")
    FailureView(console: Console(.auto)).show(failure)
    exit(failure.status.rawValue)
  }
}
