package import HostState

extension RunDirectory {
  /// Makes the directories for a process's files, record and logs.
  package func createDirectories(of process: ProcessName) throws(RunDirectoryError) {
    guard process.isValid else { throw .invalidName("\(process)") }
    for path in [runDirectory(of: process), record(of: process), standardOutputLog(of: process)] {
      try Self.ensureDirectory(Self.parent(of: path))
    }
    try Self.ensureDirectory(runDirectory(of: process))
  }

  /// Leaves a process's record for the next agent and for observation.
  package func write(_ record: ProcessRecord) throws(RunDirectoryError) {
    try createDirectories(of: record.process)
    try AtomicFile.writeJSON(record, to: self.record(of: record.process))
  }

  /// A process's record, or nil if it has none.
  /// - Throws: `corrupt` if it cannot be read or is another process's.
  package func readRecord(of process: ProcessName) throws(RunDirectoryError) -> ProcessRecord? {
    guard process.isValid else { throw .invalidName("\(process)") }
    let path = record(of: process)
    guard let record = try AtomicFile.readJSON(ProcessRecord.self, from: path) else { return nil }
    guard record.process == process else {
      throw .corrupt(path: path, reason: "it is the record of \(record.process)")
    }
    return record
  }

  /// Every readable record.
  ///
  /// A damaged one is as good as none: its processes are still found by the mark in their
  /// environment.
  package func readRecords() -> [ProcessName: ProcessRecord] {
    var result: [ProcessName: ProcessRecord] = [:]
    for namespace in Self.entries(of: records) {
      for file in Self.entries(of: "\(records)/\(namespace)") {
        let path = "\(records)/\(namespace)/\(file)"
        guard let record = try? AtomicFile.readJSON(ProcessRecord.self, from: path),
          record.process.isValid, self.record(of: record.process) == path
        else { continue }
        result[record.process] = record
      }
    }
    return result
  }

  /// The processes that run now and what each was started from.
  ///
  /// A re-used pid, a zombie and a process in a namespace that was made again do not count.
  package func runningProcesses() -> [NamespaceName: [String: ProcessState]] {
    var result: [NamespaceName: [String: ProcessState]] = [:]
    for (process, record) in readRecords() where record.isRunning {
      result[process.namespace, default: [:]][process.name] = record.state
    }
    return result
  }

  /// Removes what a process leaves when it is no longer wanted: its record, files and logs, and the
  /// namespace's directories with the last one.
  package func removeFiles(of process: ProcessName) throws(RunDirectoryError) {
    guard process.isValid else { throw .invalidName("\(process)") }
    let output = standardOutputLog(of: process)
    let error = standardErrorLog(of: process)
    let paths = [runDirectory(of: process), record(of: process)]
    for path in paths + [output, "\(output).1", error, "\(error).1"] {
      try Self.removeTree(path)
      Self.removeIfEmpty(Self.parent(of: path))
    }
  }

  static func parent(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }
}
