import Glibc

/// A file in `/run/netns` without a name, which names of namespaces are made links of.
///
/// A namespace is bound over its name, so that names need not be files of their own; where that
/// directory is on a disk, a file each takes longer than the namespaces: ext4 looks for an inode that
/// was not deleted lately (`recently_deleted`, fs/ext4/ialloc.c).
package final class NamespaceAnchor: Sendable {
  /// Negative where the file system has no such files.
  private let descriptor: Int32

  /// In a directory that exists.
  init(in directory: String) {
    // O_TMPFILE, whose value is a directory's flag and its own.
    descriptor = open(directory, O_RDWR | O_DIRECTORY | 0o20000000 | O_CLOEXEC, 0o444)
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Makes a name for something to be bound over; returns 0, or an errno.
  func name(_ file: String) -> Int32 {
    let path = "/proc/self/fd/\(descriptor)"
    if descriptor >= 0, linkat(AT_FDCWD, path, AT_FDCWD, file, AT_SYMLINK_FOLLOW) == 0 { return 0 }
    if descriptor >= 0, errno == EEXIST { return EEXIST }
    let own = open(file, O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0)
    guard own >= 0 else { return errno }
    close(own)
    return 0
  }
}
