package import HostState

extension RunDirectory {
  package func write(_ record: ProcessRecord) throws(RunDirectoryError) {
    guard record.process.isValid else { throw .invalidName("\(record.process)") }
    let path = record.process
    try Self.ensureDirectory(Self.parent(of: self.record(of: path)))
    try AtomicFile.writeJSON(record, to: self.record(of: path))
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
