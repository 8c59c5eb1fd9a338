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
    let anchor = try NamespaceDirectory.prepare()
    return try DedicatedThread.run { () throws(NetlinkError) in
      var sysctl = Sysctl()
      return try entering(new: name, anchor, sysctls: sysctls, through: &sysctl, alias: alias)
    }
  }

  /// Makes a network namespace as `create` does, on a `DedicatedThread`, which then is in it.
  ///
  /// - Parameters:
  ///   - anchor: From `NamespaceDirectory.prepare()`, one for any number of them.
  ///   - sysctl: A new one.
  package static func entering(
    new name: String, _ anchor: NamespaceAnchor, sysctls: [String: String],
    through sysctl: inout Sysctl, alias: String
  ) throws(NetlinkError) -> NamespaceConnection {
    let file = try NamespaceDirectory.file(name)
    let request = "netns add \(name)"
    guard clinux_unshare(clinux_clone_newnet) == 0 else {
      throw NetlinkError(request: request, code: errno)
    }
    for (key, value) in sysctls.sorted(by: { $0.key < $1.key }) {
      do throws(NetlinkError) {
        try sysctl.write(value, to: key)
      } catch {
        throw NetlinkError(
          request: "\(error.request) in \(name)", code: error.code, explanation: error.explanation)
      }
    }
    let connection = try NamespaceConnection(inside: try NamespaceHandle.current(named: name))
    try connection.execute(ChangeLink(.loopback, alias: alias, isUp: true))
    try bind(to: file, name, anchor, request)
    return connection
  }

  private static func bind(
    to file: String, _ name: String, _ anchor: NamespaceAnchor, _ request: String
  ) throws(NetlinkError) {
    var code = anchor.name(file)
    if code == EEXIST {
      try removeLeftover(name, request)
      code = anchor.name(file)
    }
    guard code == 0 else { throw NetlinkError(request: request, code: code) }
    guard
      clinux_mount(NamespaceHandle.currentPath, file, "none", clinux_ms_bind, nil) == 0
    else {
      let code = errno
      unlink(file)
      throw NetlinkError(request: request, code: code)
    }
  }

  /// Frees a name that stands for nothing.
  ///
  /// - Throws: EEXIST if it stands for a namespace.
  private static func removeLeftover(_ name: String, _ request: String) throws(NetlinkError) {
    do throws(NetlinkError) {
      _ = try NamespaceHandle.open(name)
    } catch {
      switch error.code {
      case ENOENT: return
      case EINVAL: return try NamespaceDirectory.remove(name)
      default: throw error
      }
    }
    throw NetlinkError(
      request: request, code: EEXIST, explanation: "a namespace of this name exists")
  }
}
