import Glibc

extension RunDirectory {
  /// Ends the agent and every process of the topology, and forgets them.
  ///
  /// Works when the agent is dead, deaf or damaged, and when somebody has removed the directory:
  /// the processes are then found by their records and by their mark.
  ///
  /// - Parameter grace: seconds between SIGTERM and SIGKILL.
  /// - Throws: `unkillable` if something outlives SIGKILL.
  package func stopEverything(grace: Double = 5) throws(RunDirectoryError) {
    if let named = AgentPresence.holder(self), !named.isStopped {
      // A refusal or a timeout: what it leaves is ended below.
      _ = try? AgentClient(self).stop(timeout: grace + 10)
    }
    try endNamedAgent(grace: grace)
    guard access(path, F_OK) == 0 else { return try endProcesses(grace: grace) }
    let agent = AgentLock.holder(self).flatMap { ProcessHandle($0) }
    // With the lock held no new agent can start what is ended here.
    let lock = try endAgent(grace: grace)
    // It lets its lock go a moment before it is gone.
    _ = agent?.waitForExit(milliseconds: Int32(grace * 1000))
    try endProcesses(grace: grace)
    for tree in [processes, records, logs] {
      for namespace in Self.entries(of: tree) { try Self.removeTree("\(tree)/\(namespace)") }
    }
    unlink(agentSocket)
    _ = consume lock
  }

  /// Ends all that came of one process, however it was started: SIGTERM, and SIGKILL after the
  /// grace period.
  package func end(_ process: ProcessName, grace: Double) throws(RunDirectoryError) {
    let record = try? readRecord(of: process)
    let mark = mark(of: process)
    try Self.end(grace: grace) { ProcessTable().members(mark: mark, record: record) }
  }

  /// Ends the agent that has the name, with its files or without; its processes stay.
  func endNamedAgent(grace: Double) throws(RunDirectoryError) {
    guard let identity = AgentPresence.holder(self), let agent = ProcessHandle(identity) else {
      return
    }
    // One whose files are gone ends by itself, with its processes.
    let isOrphan = AgentLock.holder(self) != identity
    let milliseconds = Int32(grace * 1000)
    if !identity.isStopped {
      if isOrphan, agent.waitForExit(milliseconds: milliseconds + 2000) { return }
      agent.send(SIGTERM)
      if agent.waitForExit(milliseconds: milliseconds) { return }
    }
    agent.send(SIGKILL)
    guard agent.waitForExit(milliseconds: max(milliseconds, 5000)) else {
      throw .unkillable(pids: [identity.pid])
    }
  }

  private func endAgent(grace: Double) throws(RunDirectoryError) -> AgentLock {
    let deadline = MonotonicTime.now + grace
    var isForced = false
    while true {
      if let lock = try AgentLock(self, asAgent: false) { return lock }
      guard let identity = AgentLock.holder(self), let handle = ProcessHandle(identity) else {
        // Its holder is between taking the lock and writing its name, or between its last breath
        // and the kernel's clearing up.
        guard deadline + grace > .now else {
          throw .agentFailed(reason: "it holds \(agentLock) and cannot be found")
        }
        poll(nil, 0, 10)
        continue
      }
      handle.send(isForced ? SIGKILL : SIGTERM)
      if !handle.waitForExit(milliseconds: Int32(grace * 1000)), isForced {
        throw .unkillable(pids: [identity.pid])
      }
      isForced = true
    }
  }

  /// Ends what the processes have become: those with a mark of ours and those of these records and
  /// of the directory's.
  package func endProcesses(
    grace: Double, _ known: [ProcessName: ProcessRecord] = [:]
  ) throws(RunDirectoryError) {
    let records = readRecords().merging(known) { $1 }
    let byMark = Dictionary(
      records.map { (mark(of: $0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
    try Self.end(grace: grace) {
      let table = ProcessTable()
      return Set(byMark.keys).union(table.marks(of: self)).flatMap { mark in
        table.members(mark: mark, record: byMark[mark])
      }
    }
  }

  /// Ends those of these processes that are still in the network namespaces that they were in, whoever
  /// started them: they would keep them.
  ///
  /// One that stays has kept its namespace, whose inode therefore is no other's by now.
  package static func end(
    _ inhabitants: [ProcessIdentity: UInt64], grace: Double = 5
  ) throws(RunDirectoryError) {
    guard !inhabitants.isEmpty else { return }
    try end(grace: grace) {
      ProcessTable.members(of: Set(inhabitants.values))
        .filter { inhabitants[$0.key] == $0.value }.map(\.key)
    }
  }

  /// Ends what `members` finds until it finds nothing: processes may start others meanwhile.
  private static func end(
    grace: Double, _ members: () -> [ProcessIdentity]
  ) throws(RunDirectoryError) {
    let deadline = MonotonicTime.now + grace
    var told: Set<ProcessIdentity> = []
    while true {
      let alive = Set(members())
      if alive.isEmpty { return }
      let isForced = deadline <= .now
      guard deadline + max(grace, 5) > .now else {
        throw .unkillable(pids: alive.map(\.pid).sorted())
      }
      for identity in alive where isForced || told.insert(identity).inserted {
        ProcessHandle(identity)?.send(isForced ? SIGKILL : SIGTERM)
      }
      // The first one that ends, or a while: then look again.
      if let first = alive.first, let handle = ProcessHandle(first) {
        _ = handle.waitForExit(milliseconds: 50)
      }
    }
  }
}
