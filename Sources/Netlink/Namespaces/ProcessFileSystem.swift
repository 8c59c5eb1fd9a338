import CLinux
import Glibc

/// A procfs of one's own, which is mounted nowhere (fsmount(2)).
///
/// Its `sys/net` is that of the namespace of whoever looks, as in every other procfs.
final class ProcessFileSystem: Sendable {
  /// Of its root.
  let descriptor: Int32

  /// Nil where one may not be made, as in many containers.
  init?() {
    descriptor = clinux_detached_proc()
    if descriptor < 0 { return nil }
  }

  deinit { close(descriptor) }
}
