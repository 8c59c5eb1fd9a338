import ArgumentParser

/// The `bumpwire` command line, for the executable of that name.
public enum Bumpwire {
  /// Parses this process's arguments, runs the subcommand and exits with its code.
  public static func run() -> Never {
    StandardStreams.occupy()
    RootCommand.main()
    RootCommand.exit()
  }
}
