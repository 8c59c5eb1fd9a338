import Glibc

/// Standard input, output and error, which whoever starts a program may have left closed.
enum StandardStreams {
  /// Occupies those that are closed, so that no file which is opened later is taken for one.
  ///
  /// Reading or writing them fails as before: each is open the other way round.
  static func occupy() {
    for (descriptor, flags) in [
      (STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY),
    ] where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest free number is this one: those below are open by now.
      _ = open("/dev/null", flags)
    }
  }
}
