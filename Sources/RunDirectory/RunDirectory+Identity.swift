import Glibc

extension RunDirectory {
  /// Which run directory this is, whether it is there or was removed: the file system's device,
  /// because mount namespaces can each have their own at this path, and the resolved path.
  var identity: String {
    var existing = base
    var missing = ""
    while true {
      if let resolved = realpath(existing.isEmpty ? "/" : existing, nil) {
        defer { free(resolved) }
        var status = stat()
        stat(resolved, &status)
        let path = String(cString: resolved)
        return "\(status.st_dev):\(path == "/" ? "" : path)\(missing)/\(topology)"
      }
      guard let slash = existing.lastIndex(of: "/") else { return path }
      missing = existing[slash...] + missing
      existing = String(existing[..<slash])
    }
  }
}
