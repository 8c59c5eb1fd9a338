import Glibc

/// A name that an agent holds while it lives, outside the file system: the abstract Unix socket of
/// its run directory (unix(7)), in the network namespace that it shares with whoever looks for it.
///
/// Who removes the agent's files cannot hide it, and no second agent starts beside it.
package struct AgentPresence: ~Copyable {
  /// A listening socket, whose connections are to be closed; nil if another user has the name: then
  /// the lock alone keeps a second agent away.
  package let descriptor: Int32?

  /// Seconds in which an agent that has just ended lets go: a child between fork(2) and execve(2)
  /// shares its descriptors.
  private static let patience = 1.0

  /// Takes the name.
  /// - Throws: `agentRunning` if another agent has it.
  package init(_ runDirectory: RunDirectory) throws(RunDirectoryError) {
    let descriptor = try Self.makeSocket()
    let address = Self.address(runDirectory)
    let deadline = MonotonicTime.now + Self.patience
    while address.withSocketAddress({ bind(descriptor, $0, $1) }) != 0 {
      let code = errno
      let holder = Self.holder(runDirectory)
      if code == EADDRINUSE, holder == nil, deadline > .now {
        poll(nil, 0, 10)
        continue
      }
      close(descriptor)
      if let holder { throw .agentRunning(pid: holder.pid) }
      guard code == EADDRINUSE else {
        throw .system(operation: "take the agent's name", code: code)
      }
      self.descriptor = nil
      return
    }
    guard listen(descriptor, 128) == 0 else {
      let error = RunDirectoryError.last("listen at the agent's name")
      close(descriptor)
      throw error
    }
    self.descriptor = descriptor
  }

  deinit {
    if let descriptor { close(descriptor) }
  }

  /// The agent of a run directory, if one runs; nobody of another user counts as one.
  package static func holder(_ runDirectory: RunDirectory) -> ProcessIdentity? {
    guard let descriptor = try? makeSocket() else { return nil }
    defer { close(descriptor) }
    let address = address(runDirectory)
    guard address.withSocketAddress({ connect(descriptor, $0, $1) }) == 0 else { return nil }
    // SO_PEERCRED (unix(7)): of whoever called listen(2).
    var credentials: (pid: Int32, user: UInt32, group: UInt32) = (0, .max, .max)
    var size = socklen_t(MemoryLayout.size(ofValue: credentials))
    guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0,
      credentials.user == geteuid(), let status = ProcessStatus.read(pid: credentials.pid),
      status.isRunning
    else { return nil }
    return status.identity
  }

  private static func makeSocket() throws(RunDirectoryError) -> Int32 {
    let descriptor = socket(
      AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    guard descriptor >= 0 else { throw .last("make a socket") }
    return descriptor
  }

  /// For people the topology, for certain a hash of everything: FNV-1a.
  private static func address(_ runDirectory: RunDirectory) -> UnixSocketAddress {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in runDirectory.identity.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let topology = String(decoding: runDirectory.topology.utf8.prefix(60), as: UTF8.self)
    return UnixSocketAddress(abstract: "bumpwire:\(String(hash, radix: 16)):\(topology)")
  }
}
