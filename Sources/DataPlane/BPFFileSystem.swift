import CLinux
import Glibc

/// A private BPF file system: what is pinned in it outlives the process that made it.
package struct BPFFileSystem: Hashable, Sendable {
  package let path: String

  package init(path: String) { self.path = path }

  /// BPF_FS_MAGIC of linux/magic.h.
  private static let magic = 0xcafe_4a11

  package var isMounted: Bool {
    var status = statfs()
    return statfs(path, &status) == 0 && Int(status.f_type) == Self.magic
  }

  /// Makes the directory, for root only, and mounts unless that was done.
  package func mount() throws(DataPlaneError) {
    if isMounted { return }
    if mkdir(path, 0o700) != 0, errno != EEXIST { throw .failed("make \(path)", errno) }
    guard clinux_mount("bpf", path, "bpf", 0, "mode=0700") == 0 else {
      throw .failed("mount a BPF file system at \(path)", errno)
    }
  }

  /// Unmounts and removes the directory; it is no error when neither is there.
  ///
  /// With the pins go the attached programs and their maps.
  package func unmount() throws(DataPlaneError) {
    // One that was mounted over another, by two that raced, is taken off as well.
    while isMounted {
      if clinux_umount(path, 0) != 0 { throw .failed("unmount \(path)", errno) }
    }
    if rmdir(path) != 0, errno != ENOENT { throw .failed("remove \(path)", errno) }
  }
}
