import ArgumentParser

/// `bumpwire version`: what `--version` says.
struct VersionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "version", abstract: "Print the version, as --version does.")

  func run() throws { Console(.never).write("\(ToolVersion.current)\n") }
}
