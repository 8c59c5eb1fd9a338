import FoundationEssentials
import Glibc

/// The right to change a topology, held until it is let go or its process ends (flock(2)).
///
/// The lock is a file of its own, which names its holder, and lies where the namespaces' names do,
/// under `/run`: what it guards is the host's, whichever directories a command is given.
package struct TopologyLock: ~Copyable {
  private let descriptor: Int32
  private let path: String

  /// Takes the lock, at once or not at all; but a holder whose operation is `awaited` is waited
  /// for, so many seconds.
  ///
  /// - Throws: `locked` with the holder if somebody else has it.
  package init(
    of topology: String, in directory: String = "/run", operation: String,
    patience: Double = 0, with awaited: Set<String> = []
  ) throws(StateStoreError) {
    guard StateDirectory.isName(topology) else { throw .invalidName(topology) }
    let path = "\(directory)/bumpwire.\(topology).lock"
    // Before the lock is there to be refused: who is, reads whose it is.
    let name = try? JSONEncoder().encode(LockHolder(operation: operation))
    let descriptor = try Self.take(path, topology, patience, awaited)
    (self.path, self.descriptor) = (path, descriptor)
    // Without its holder's name the lock still holds: a full disk is no reason to refuse.
    if let name {
      _ = ftruncate(descriptor, 0)
      _ = name.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }
  }

  /// Who holds a topology's lock at the moment; nil if nobody does, or he has not written his name yet.
  package static func holder(of topology: String, in directory: String = "/run") -> LockHolder? {
    let file = open("\(directory)/bumpwire.\(topology).lock", O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard file >= 0 else { return nil }
    defer { close(file) }
    // Who takes it in this moment tries again: it has no living holder's name.
    return flock(file, LOCK_SH | LOCK_NB) == 0 ? nil : holder(file)
  }

  /// Takes the file away, and then lets go: see `take`.
  deinit {
    unlink(path)
    close(descriptor)
  }

  /// Locks the file that has the name: one that was removed meanwhile is nobody's lock any more.
  private static func take(
    _ path: String, _ topology: String, _ patience: Double, _ awaited: Set<String>
  ) throws(StateStoreError) -> Int32 {
    let pause = 0.05
    var left = patience
    var patienceForName = 1.0
    while true {
      let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
      guard file >= 0 else { throw .system(operation: "open \(path)", code: errno) }
      guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
        let code = errno
        let holder = Self.holder(file)
        close(file)
        guard code == EWOULDBLOCK else { throw .system(operation: "lock \(path)", code: code) }
        // Somebody has taken it and not yet written his name, or over one that is dead.
        if holder?.isAlive != true, patienceForName > 0 {
          poll(nil, 0, 5)
          patienceForName -= 0.005
          continue
        }
        if let holder, awaited.contains(holder.operation), left > 0 {
          poll(nil, 0, Int32(pause * 1000))
          left -= pause
          continue
        }
        throw .locked(topology: topology, holder: holder)
      }
      var (own, named) = (stat(), stat())
      if fstat(file, &own) == 0, lstat(path, &named) == 0,
        own.st_ino == named.st_ino, own.st_dev == named.st_dev
      {
        return file
      }
      close(file)
    }
  }

  private static func holder(_ file: Int32) -> LockHolder? {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = pread(file, &bytes, bytes.count, 0)
    guard count > 0 else { return nil }
    return try? JSONDecoder().decode(LockHolder.self, from: Data(bytes[..<count]))
  }
}
