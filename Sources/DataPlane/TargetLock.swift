import Glibc
import HostState

/// Makes whoever decides which targets get new flows the only one to do so: `apply` registers them,
/// and the agent says which are healthy; each reads, decides and writes with the lock held.
///
/// A lock on a file beside the namespace's side file, which the kernel takes back from a holder that
/// ends (flock(2)).
struct TargetLock: ~Copyable {
  private let descriptor: Int32

  /// - Parameter patience: seconds to wait for another holder.
  /// - Throws: `busy` when it holds the lock for longer.
  init(
    _ dataPlane: DataPlane, _ namespace: NamespaceName, patience: Double
  ) throws(DataPlaneError) {
    let path = dataPlane.lockPath(namespace)
    let deadline = KernelClock.now + patience
    while true {
      let file = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
      guard file >= 0 else { throw .failed("open \(path)", errno) }
      let result = flock(file, LOCK_EX | LOCK_NB)
      let code = errno
      // One that the last holder removed locks nobody out.
      if result == 0, Self.isSame(file, path) {
        descriptor = file
        return
      }
      close(file)
      guard result == 0 || code == EWOULDBLOCK || code == EINTR else {
        throw .failed("lock \(path)", code)
      }
      guard KernelClock.now < deadline else { throw .busy(path: path) }
      poll(nil, 0, 2)
    }
  }

  deinit {
    // A child between fork(2) and execve(2) shares the descriptor; closing ours would not free it.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  private static func isSame(_ descriptor: Int32, _ path: String) -> Bool {
    var (mine, there) = (stat(), stat())
    return fstat(descriptor, &mine) == 0 && stat(path, &there) == 0
      && (mine.st_dev, mine.st_ino) == (there.st_dev, there.st_ino)
  }
}
