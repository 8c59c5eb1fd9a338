import Glibc
import RunDirectory

/// The write end of the pipe that a signal's handler may use: write(2) is async-signal-safe.
nonisolated(unsafe) private var signalPipe: Int32 = -1

/// Turns signals into events of a loop; a process has one at most.
struct SignalWatch {
  /// Calls the handler on the loop for each of these signals, and ignores SIGPIPE.
  /// - Throws: when there is no pipe, such as with every descriptor in use.
  init(
    _ signals: [Int32], on loop: EventLoop, _ handler: @escaping (Int32) -> Void
  ) throws(RunDirectoryError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      throw .system(operation: "make a pipe for signals", code: errno)
    }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    signalPipe = ends[1]
    signal(SIGPIPE, SIG_IGN)
    for number in signals {
      signal(number) { number in
        let code = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(signalPipe, &byte, 1)
        errno = code
      }
    }
    let reader = ends[0]
    loop.watch(reader, for: POLLIN) { _ in
      var bytes = [UInt8](repeating: 0, count: 64)
      let count = read(reader, &bytes, bytes.count)
      for byte in bytes.prefix(max(0, count)) { handler(Int32(byte)) }
    }
  }
}
