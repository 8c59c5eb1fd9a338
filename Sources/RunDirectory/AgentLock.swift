import FoundationEssentials
import Glibc

/// The lock that makes an agent the only one of its topology, held until it is let go or its holder
/// ends (flock(2)); the file names the holder.
package struct AgentLock: ~Copyable {
  private let descriptor: Int32

  /// Takes the lock; nil if someone holds it.
  ///
  /// - Parameter asAgent: whether the file is to name this process as the agent, which may be ended
  ///   to get the lock; otherwise it names nobody.
  package init?(_ runDirectory: RunDirectory, asAgent: Bool) throws(RunDirectoryError) {
    let path = runDirectory.agentLock
    let descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .last("open \(path)") }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let error = RunDirectoryError.last("lock \(path)")
      let isHeld = errno == EWOULDBLOCK
      close(descriptor)
      if isHeld { return nil }
      throw error
    }
    self.descriptor = descriptor
    // The holder before us may have been killed: what it wrote must not name the wrong process.
    ftruncate(descriptor, 0)
    if asAgent, let own = ProcessStatus.read(pid: getpid())?.identity,
      let content = try? JSONEncoder().encode(own)
    {
      _ = content.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }
  }

  deinit {
    // A child between fork(2) and execve(2) shares the descriptor; closing ours would not free it.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  /// Whether the file at the lock's path is still the one that is locked.
  package borrowing func isInPlace(_ runDirectory: RunDirectory) -> Bool {
    var own = stat()
    var named = stat()
    return fstat(descriptor, &own) == 0 && lstat(runDirectory.agentLock, &named) == 0
      && own.st_dev == named.st_dev && own.st_ino == named.st_ino
  }

  /// Who holds the lock, as far as the file tells.
  package static func holder(_ runDirectory: RunDirectory) -> ProcessIdentity? {
    guard let data = try? AtomicFile.read(runDirectory.agentLock, limit: 4096) else { return nil }
    return try? JSONDecoder().decode(ProcessIdentity.self, from: data)
  }
}
