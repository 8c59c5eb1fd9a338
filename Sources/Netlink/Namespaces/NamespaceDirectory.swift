import CLinux
import Glibc

/// `/run/netns`, where ip-netns(8) keeps named network namespaces as bind mounts.
package enum NamespaceDirectory {
  package static let path = "/run/netns"

  /// The names there that begin with `prefix`, sorted; none if the directory does not exist.
  ///
  /// A name may stand for a namespace whose creation or deletion was interrupted: opening it tells.
  package static func names(prefix: String = "") throws(NetlinkError) -> [String] {
    guard let directory = opendir(path) else {
      if errno == ENOENT { return [] }
      throw NetlinkError(request: "netns list", code: errno)
    }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != "..", name.hasPrefix(prefix) { names.append(name) }
    }
    return names.sorted()
  }

  /// Removes a namespace's name.
  ///
  /// The namespace itself ends when nothing else holds it: no process in it, no open descriptor.
  /// Removing an absent name succeeds, so that it can be repeated.
  package static func remove(_ name: String) throws(NetlinkError) {
    let file = try file(name)
    // EINVAL: a file without a mount, left by an interrupted creation or deletion; or a symbolic link, of
    // which the name goes and what it leads to stays.
    let flags = clinux_mnt_detach | clinux_umount_nofollow
    if clinux_umount(file, flags) != 0, errno != EINVAL, errno != ENOENT {
      throw NetlinkError(request: "netns delete \(name)", code: errno)
    }
    if unlink(file) != 0, errno != ENOENT {
      throw NetlinkError(request: "netns delete \(name)", code: errno)
    }
  }

  /// The path of a name.
  ///
  /// - Throws: EINVAL for what is not a file name.
  static func file(_ name: String) throws(NetlinkError) -> String {
    let isFileName =
      !name.isEmpty && name != "." && name != ".." && name.utf8.count <= Int(NAME_MAX)
      && !name.utf8.contains { $0 == UInt8(ascii: "/") || $0 == 0 }
    guard isFileName else {
      throw NetlinkError(
        request: "netns \(name)", code: EINVAL, explanation: "not a namespace's name")
    }
    return "\(path)/\(name)"
  }

  /// Makes the directory a mount that propagates, as ip-netns(8) does: a namespace that is deleted
  /// here then goes in every mount namespace, and none is kept alive by a service's private one.
  ///
  /// - Returns: What names are made with there.
  package static func prepare() throws(NetlinkError) -> NamespaceAnchor {
    let request = "netns directory \(path)"
    if mkdir(path, 0o755) != 0, errno != EEXIST {
      throw NetlinkError(request: request, code: errno)
    }
    let directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { throw NetlinkError(request: request, code: errno) }
    defer { close(directory) }
    // Two tools that both saw no mount would mount it twice.
    guard flock(directory, LOCK_EX) == 0 else { throw NetlinkError(request: request, code: errno) }
    if clinux_mount("", path, "none", clinux_ms_shared, nil) == 0 {
      return NamespaceAnchor(in: path)
    }
    guard errno == EINVAL else { throw NetlinkError(request: request, code: errno) }
    guard clinux_mount(path, path, "none", clinux_ms_bind | clinux_ms_rec, nil) == 0,
      clinux_mount("", path, "none", clinux_ms_shared, nil) == 0
    else { throw NetlinkError(request: request, code: errno) }
    return NamespaceAnchor(in: path)
  }
}
