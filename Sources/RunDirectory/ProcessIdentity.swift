/// A process for certain: pids are used again, a pid with its start time is not.
package struct ProcessIdentity: Hashable, Sendable, Codable {
  package var pid: Int32
  /// Clock ticks since boot: field 22 of `/proc/PID/stat` (proc_pid_stat(5)).
  package var startTime: UInt64

  package init(pid: Int32, startTime: UInt64) {
    self.pid = pid
    self.startTime = startTime
  }

  /// Whether the process is stopped by a signal, or by whoever traces it: nothing but SIGKILL and
  /// SIGCONT reaches it.
  package var isStopped: Bool {
    guard let status = ProcessStatus.read(pid: pid), status.identity == self else { return false }
    return status.state == "T" || status.state == "t"
  }

  /// Whether the process runs; a zombie does not.
  package var isRunning: Bool {
    guard let status = ProcessStatus.read(pid: pid) else { return false }
    return status.identity == self && status.isRunning
  }
}
