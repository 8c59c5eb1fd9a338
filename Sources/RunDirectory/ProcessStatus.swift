import FoundationEssentials

/// The fields of `/proc/PID/stat` (proc_pid_stat(5)) that identify a process and its session.
package struct ProcessStatus: Hashable, Sendable {
  package var identity: ProcessIdentity
  /// One letter: R, S, D, T, t, Z or X.
  package var state: Character
  package var parent: Int32
  /// The pid of the session's leader (setsid(2)).
  package var session: Int32

  /// Neither a zombie nor dead.
  package var isRunning: Bool { state != "Z" && state != "X" && state != "x" }

  /// The process's status now, or nil if there is no such process.
  package static func read(pid: Int32) -> ProcessStatus? {
    guard pid > 0, let data = try? AtomicFile.read("/proc/\(pid)/stat", limit: 16 << 10)
    else { return nil }
    return ProcessStatus(line: String(decoding: data, as: UTF8.self))
  }

  /// From the file's one line; the second field is a name in parentheses that may hold anything.
  init?(line: String) {
    guard let open = line.firstIndex(of: "("), let close = line.lastIndex(of: ")"),
      let pid = Int32(line[..<open].dropLast())
    else { return nil }
    let fields = line[line.index(after: close)...].split(separator: " ")
    guard fields.count >= 20, let state = fields[0].first, let parent = Int32(fields[1]),
      let session = Int32(fields[3]), let startTime = UInt64(fields[19])
    else { return nil }
    self.identity = ProcessIdentity(pid: pid, startTime: startTime)
    self.state = state
    self.parent = parent
    self.session = session
  }
}
