import ArgumentParser
import Glibc

/// The `bumpwire` command line, for the executable of that name.
public enum Bumpwire {
  /// Parses this process's arguments, runs the subcommand and exits with its code.
  public static func run() -> Never {
    StandardStreams.occupy()
    // A file that may grow no further (RLIMIT_FSIZE) is a full disk: an error, not the end.
    signal(SIGXFSZ, SIG_IGN)
    UnknownCommand.refuse(CommandLine.arguments.dropFirst())
    RootCommand.main()
    RootCommand.exit()
  }
}
