import CLinux
import Glibc

extension NamespaceConnection {
  /// Makes a network namespace and connects to it.
  ///
  /// Its name appears last, when the namespace is complete: sysctls set (before any link exists, so
  /// that links inherit the `default` ones), `lo` up and carrying `alias`. Nothing is left behind
  /// on failure.
  ///
  /// - Parameters:
  ///   - sysctls: Values keyed by their path below `/proc/sys`.
  ///   - alias: IFLA_IFALIAS of `lo`, the owner's mark.
  /// - Throws: EEXIST if the name is taken by a namespace; an interrupted creation's name is reused.
  package static func create(
    _ name: String, sysctls: [String: String] = [:], alias: String
  ) throws(NetlinkError) -> NamespaceConnection {
    let file = try NamespaceDirectory.file(name)
    let request = "netns add \(name)"
    try NamespaceDirectory.prepare()
    if let leftover = try existing(name) {
      throw NetlinkError(request: request, code: EEXIST, explanation: leftover)
    }
    return try DedicatedThread.run { () throws(NetlinkError) in
      guard clinux_unshare(clinux_clone_newnet) == 0 else {
        throw NetlinkError(request: request, code: errno)
      }
      var sysctl = Sysctl()
      for (key, value) in sysctls.sorted(by: { $0.key < $1.key }) {
        do throws(NetlinkError) {
          try sysctl.write(value, to: key)
        } catch {
          throw NetlinkError(
            request: "\(error.request) in \(name)", code: error.code,
            explanation: error.explanation)
        }
      }
      let connection = try NamespaceConnection(inside: try NamespaceHandle.current(named: name))
      try connection.execute(ChangeLink(.loopback, alias: alias, isUp: true))
      try bind(to: file, request)
      return connection
    }
  }

  /// Why the name is taken; nil if it is free, which a leftover's is made.
  private static func existing(_ name: String) throws(NetlinkError) -> String? {
    do throws(NetlinkError) {
      _ = try NamespaceHandle.open(name)
      return "a namespace of this name exists"
    } catch {
      switch error.code {
      case ENOENT: return nil
      case EINVAL:
        try NamespaceDirectory.remove(name)
        return nil
      default: throw error
      }
    }
  }

  private static func bind(to file: String, _ request: String) throws(NetlinkError) {
    let descriptor = open(file, O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0)
    guard descriptor >= 0 else { throw NetlinkError(request: request, code: errno) }
    close(descriptor)
    guard
      clinux_mount(NamespaceHandle.currentPath, file, "none", clinux_ms_bind, nil) == 0
    else {
      let code = errno
      unlink(file)
      throw NetlinkError(request: request, code: code)
    }
  }
}
