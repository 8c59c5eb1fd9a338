import Synchronization

/// Gives out access to the sysctls of many namespaces.
///
/// The kernel keeps the directories of all namespaces that were looked up in a procfs in one chain,
/// which every look-up of a full path walks and locks (`proc_sys_compare`, fs/proc/proc_sysctl.c):
/// of two thousand, that takes longer than everything else, and threads wait for each other. So a
/// procfs serves one thread at a time and a few namespaces, and then the next one begins with none.
final class SysctlSource: Sendable {
  /// A procfs, and how many more namespaces it may be used for.
  struct Lease {
    /// Nil where none may be made.
    let fileSystem: ProcessFileSystem?
    fileprivate var remaining: Int
  }

  /// As many look-ups in half of such a chain take as long as making a procfs and taking it down.
  private static let namespaces = 32

  private let idle = Mutex<[Lease]>([])

  /// For one namespace.
  func sysctl() -> Sysctl {
    var lease =
      idle.withLock { $0.popLast() }
      ?? Lease(fileSystem: ProcessFileSystem(), remaining: Self.namespaces)
    lease.remaining -= 1
    return Sysctl(lease, from: self)
  }

  func putBack(_ lease: Lease) {
    if lease.remaining > 0 { idle.withLock { $0.append(lease) } }
  }
}
