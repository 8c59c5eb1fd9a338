import Synchronization

/// Gives out access to the sysctls of many namespaces.
///
/// The kernel keeps the directories of all namespaces that were looked up in a procfs in one chain,
/// which every look-up of a full path walks (`proc_sys_compare`, fs/proc/proc_sysctl.c): of two
/// thousand, that takes longer than everything else. So a procfs serves some, and then the next one
/// begins with none.
final class SysctlSource: Sendable {
  private struct Current {
    var fileSystem: ProcessFileSystem?
    var remaining = 0
  }

  private static let namespaces = 256

  private let current = Mutex(Current())

  /// For one namespace.
  func sysctl() -> Sysctl {
    let fileSystem = current.withLock { current in
      if current.remaining == 0 {
        current = Current(fileSystem: ProcessFileSystem(), remaining: Self.namespaces)
      }
      current.remaining -= 1
      return current.fileSystem
    }
    return Sysctl(fileSystem)
  }
}
