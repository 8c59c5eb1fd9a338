import ArgumentParser

/// `bumpwire completion`: scripts that make shells complete commands, options, topologies and files.
struct CompletionCommand: ParsableCommand {
  enum Shell: String, ExpressibleByArgument, CaseIterable {
    case bash
    case zsh
    case fish

    var parsers: CompletionShell {
      switch self {
      case .bash: .bash
      case .zsh: .zsh
      case .fish: .fish
      }
    }
  }

  static let configuration = CommandConfiguration(
    commandName: "completion",
    abstract: "Print a script that makes a shell complete bumpwire's commands.",
    discussion: """
      Names of topologies on this host and topology files are completed too. `make install` puts the \
      scripts where shells find them; by hand:

        source <(bumpwire completion bash)
        bumpwire completion zsh > "${fpath[1]}/_bumpwire"
        bumpwire completion fish > ~/.config/fish/completions/bumpwire.fish
      """)

  @Argument(help: "bash, zsh or fish.")
  var shell: Shell

  func run() throws {
    Console(.never).write(RootCommand.completionScript(for: shell.parsers))
  }
}
