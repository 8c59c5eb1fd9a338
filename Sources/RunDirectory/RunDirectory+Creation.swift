import FoundationEssentials
import Glibc

extension RunDirectory {
  /// Makes the directory, and those in it, where they are missing.
  /// - Throws: `unsafe` where one is not a directory of ours, closed to everyone else.
  package func create() throws(RunDirectoryError) {
    guard ProcessName.isComponent(topology) else { throw .invalidName(topology) }
    guard base.hasPrefix("/") else {
      throw .unsafe(path: base, reason: "it is not an absolute path")
    }
    for directory in [base, path, bpfFileSystem, dataPlaneFiles, processes, records, logs] {
      try Self.ensureDirectory(directory)
    }
  }

  /// Looks at what stands where the directory is or will be, and makes nothing.
  ///
  /// - Parameter isUsed: whether files are to be written there, so that others must not.
  /// - Throws: `unsafe` where it is no directory of ours: a link is never followed.
  package func check(isUsed: Bool) throws(RunDirectoryError) {
    if isUsed, UnixSocketAddress(path: agentSocket) == nil {
      throw .unsafe(
        path: path, reason: "a socket in it has a longer path than the 107 bytes that one may have")
    }
    for directory in [base, path] {
      var status = stat()
      guard lstat(directory, &status) == 0 else {
        if errno == ENOENT { return }
        throw .last("look at \(directory)")
      }
      if isUsed || status.st_mode & S_IFMT != S_IFDIR {
        try Self.checkDirectory(directory, status)
      }
    }
  }

  /// Removes everything in the directory and the directory itself; one that is missing is fine.
  ///
  /// The bpffs must be unmounted and the processes stopped: a mount that is still there fails with
  /// EBUSY and keeps what lies above it.
  package func remove() throws(RunDirectoryError) {
    guard ProcessName.isComponent(topology) else { throw .invalidName(topology) }
    try Self.removeTree(path)
  }

  static func ensureDirectory(_ path: String) throws(RunDirectoryError) {
    if mkdir(path, 0o700) == 0 { return }
    guard errno == EEXIST else { throw .last("make the directory \(path)") }
    var status = stat()
    guard lstat(path, &status) == 0 else { throw .last("look at \(path)") }
    try checkDirectory(path, status)
  }

  private static func checkDirectory(
    _ path: String, _ status: stat
  ) throws(RunDirectoryError) {
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw .unsafe(path: path, reason: "it is not a directory")
    }
    // A bpffs shows its own root here, with a mode that whoever mounted it chose.
    guard status.st_uid == geteuid() else {
      throw .unsafe(path: path, reason: "it belongs to user \(status.st_uid)")
    }
    guard status.st_mode & 0o022 == 0 || isMountPoint(path, status) else {
      throw .unsafe(path: path, reason: "others may write to it")
    }
  }

  static func removeIfEmpty(_ path: String) { rmdir(path) }

  /// What a directory holds, by name and without hidden entries; empty if it is missing.
  static func entries(of path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  /// Removes a file or a directory with what it holds, never following a link or crossing a mount.
  static func removeTree(_ path: String) throws(RunDirectoryError) {
    if unlink(path) == 0 || errno == ENOENT { return }
    guard errno == EISDIR || errno == EPERM else { throw .last("remove \(path)") }
    guard let directory = opendir(path) else { throw .last("list \(path)") }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    closedir(directory)
    for name in names { try removeTree("\(path)/\(name)") }
    guard rmdir(path) == 0 || errno == ENOENT else { throw .last("remove \(path)") }
  }

  private static func isMountPoint(_ path: String, _ status: stat) -> Bool {
    var parent = stat()
    return lstat("\(path)/..", &parent) == 0 && parent.st_dev != status.st_dev
  }
}
