import FoundationEssentials
import Glibc

/// The right to change a topology, held until it is let go or its process ends (flock(2)).
///
/// The lock is a file of its own, which names its holder: it works whatever became of the database.
package struct TopologyLock: ~Copyable {
  private let descriptor: Int32

  /// Takes the lock, at once or not at all.
  ///
  /// - Throws: `locked` with the holder if somebody else has it.
  package init(
    of topology: String, in directory: StateDirectory, operation: String
  ) throws(StateStoreError) {
    let path = try directory.file(topology, "lock")
    try directory.create()
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw .system(operation: "open \(path)", code: errno) }
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      let holder = Self.holder(file)
      close(file)
      guard code == EWOULDBLOCK else { throw .system(operation: "lock \(path)", code: code) }
      throw .locked(topology: topology, holder: holder)
    }
    descriptor = file
    // Without its holder's name the lock still holds: a full disk is no reason to refuse.
    if let data = try? JSONEncoder().encode(LockHolder(operation: operation)) {
      _ = ftruncate(file, 0)
      _ = data.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, 0) }
    }
  }

  deinit {
    _ = ftruncate(descriptor, 0)
    close(descriptor)
  }

  private static func holder(_ file: Int32) -> LockHolder? {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = pread(file, &bytes, bytes.count, 0)
    guard count > 0 else { return nil }
    return try? JSONDecoder().decode(LockHolder.self, from: Data(bytes[..<count]))
  }
}
