import ArgumentParser

/// What `apply` and `destroy` are told alike.
struct ChangeOptions: ParsableArguments {
  @Flag(name: [.long, .customLong("auto-approve")], help: "Do not ask.")
  var yes = false

  @Option(help: "text, or json for one event a line.")
  var format: OutputFormat = .text

  @OptionGroup var host: HostOptions
  @OptionGroup var color: ColorOptions

  /// Makes sure, before any work is done, that the change is wanted or that somebody can be asked.
  func requireAnswer() throws {
    if !yes { try Confirmation.requireAnswer(format) }
  }

  func reporter(_ console: Console) -> any ChangeReporter {
    switch format {
    case .text: ChangeText(console)
    case .json: ChangeEvents(console)
    }
  }
}
