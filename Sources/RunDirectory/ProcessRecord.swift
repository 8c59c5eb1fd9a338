package import HostState

/// What is known of a supervised process beyond the agent's life.
package struct ProcessRecord: Hashable, Sendable, Codable {
  package var process: ProcessName
  /// The process while it should run, or nil between an exit and the next start.
  package var identity: ProcessIdentity?
  /// The inode of the network namespace in which it was started: a namespace that was made again
  /// under the same name is another one.
  package var networkNamespace: UInt64
  /// What it was started from, or last told to reload.
  package var state: ProcessState
  /// Starts after the first, since the state last changed.
  package var restarts: Int
  package var lastExit: ProcessExit?
  /// When it was started, in seconds since 1970.
  package var started: Double

  package init(
    process: ProcessName, identity: ProcessIdentity?, networkNamespace: UInt64,
    state: ProcessState, restarts: Int = 0, lastExit: ProcessExit? = nil, started: Double
  ) {
    self.process = process
    self.identity = identity
    self.networkNamespace = networkNamespace
    self.state = state
    self.restarts = restarts
    self.lastExit = lastExit
    self.started = started
  }

  /// Whether the process runs, and in the namespace that has the name today.
  package var isRunning: Bool {
    guard let identity, identity.isRunning else { return false }
    return isInNamedNamespace
  }

  /// Whether the namespace in which it was started is the one that has the name today.
  package var isInNamedNamespace: Bool {
    NetworkNamespaceFile.inode(of: process.namespace) == networkNamespace
  }
}
