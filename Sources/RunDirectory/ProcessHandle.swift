import CLinux
import Glibc

/// A process held by its pidfd: a signal can only reach the process that was meant.
package struct ProcessHandle: ~Copyable {
  package let identity: ProcessIdentity
  /// Becomes readable when the process has ended (pidfd_open(2)).
  package let descriptor: Int32

  /// Takes hold of a process, or returns nil if it no longer runs or its pid is another's.
  package init?(_ identity: ProcessIdentity) {
    // The start time is compared after the pidfd is open: from here on it stays the same process.
    let descriptor = clinux_pidfd_open(identity.pid, 0)
    guard descriptor >= 0 else { return nil }
    guard identity.isRunning else {
      close(descriptor)
      return nil
    }
    self.identity = identity
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Sends a signal; false if the process has ended.
  @discardableResult
  package borrowing func send(_ signal: Int32) -> Bool {
    clinux_pidfd_send_signal(descriptor, signal) == 0
  }

  /// Waits until the process has ended, at most so many milliseconds; false if it still runs.
  package borrowing func waitForExit(milliseconds: Int32) -> Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    let deadline = MonotonicTime.now + Double(milliseconds) / 1000
    while true {
      let rest = max(0, deadline - .now)
      let count = poll(&entry, 1, Int32((rest * 1000).rounded(.up)))
      if count > 0 { return true }
      if count == 0 || errno != EINTR { return false }
    }
  }
}
