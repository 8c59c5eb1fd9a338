import Glibc
package import HostState

/// A network namespace's identity: the inode of its file in nsfs (namespaces(7)).
package enum NetworkNamespaceFile {
  /// Where ip-netns(8) and we bind a namespace to its name.
  package static func path(of name: NamespaceName) -> String { "\(directory)/\(name)" }

  static let directory = "/run/netns"

  /// The inode behind a namespace's name, or nil if there is no such name, or it is a symbolic link:
  /// what that leads to is somebody else's.
  package static func inode(of name: NamespaceName) -> UInt64? {
    var status = stat()
    guard lstat(path(of: name), &status) == 0, status.st_mode & S_IFMT != S_IFLNK else {
      return nil
    }
    return UInt64(status.st_ino)
  }

  /// The inode of a process's network namespace, or nil if it has none (any more).
  package static func inode(ofProcess pid: Int32) -> UInt64? { inode("/proc/\(pid)/ns/net") }

  private static func inode(_ path: String) -> UInt64? {
    var status = stat()
    return stat(path, &status) == 0 ? UInt64(status.st_ino) : nil
  }
}
