import CLinux
import Glibc

/// The host's mounts but for the named network namespaces: what each process's own mount namespace
/// is a copy of.
///
/// A copy of thousands of namespaces' names for each of thousands of processes would take quadratic
/// time and memory.
package final class MountNamespace: Sendable {
  let descriptor: Int32

  /// - Throws: errno, where mount namespaces cannot be made.
  package init() throws(RunDirectoryError) {
    descriptor = clinux_mount_namespace(NetworkNamespaceFile.directory)
    guard descriptor >= 0 else { throw .last("make a mount namespace") }
  }

  deinit { close(descriptor) }
}
