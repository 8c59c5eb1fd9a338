import Glibc

/// How many files this process may have open (RLIMIT_NOFILE, getrlimit(2)).
enum FileDescriptors {
  /// Enough for libraries, which end the process or crash when they get none, to find some.
  private static let least: rlim_t = 64
  /// What systems give if nobody asks for less.
  private static let usual: rlim_t = 1024

  /// Makes sure, before any work is done, that there are enough; raises a limit that may be raised.
  ///
  /// - Throws: Unavailable, when there are too few.
  static func require() throws {
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0 else { return }
    if limit.rlim_cur < usual {
      // Root may have more than it was given.
      var raised = rlimit(rlim_cur: usual, rlim_max: max(usual, limit.rlim_max))
      if setrlimit(resource, &raised) != 0 {
        raised = rlimit(rlim_cur: min(usual, limit.rlim_max), rlim_max: limit.rlim_max)
        setrlimit(resource, &raised)
      }
      limit = raised
    }
    enlargeTable(to: Int32(clamping: min(limit.rlim_cur, usual)))
    guard limit.rlim_cur < least else { return }
    throw CommandFailure(
      .unavailable,
      "this process may open \(limit.rlim_cur) files, and needs \(least); nothing was changed",
      help: "raise the limit: `ulimit -n 1024`")
  }

  /// Makes the kernel's table of them as large as it may get, while no other thread shares it.
  ///
  /// It grows in steps otherwise, each of which waits for an RCU grace period that stops every
  /// thread (`expand_fdtable`, fs/file.c): a tenth of the time that two hundred namespaces take.
  private static func enlargeTable(to count: Int32) {
    let file = open("/", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    defer { close(file) }
    let last = fcntl(file, F_DUPFD_CLOEXEC, count - 1)
    if last >= 0 { close(last) }
  }
}
