import CLinux
import Glibc
import HostState
import RunDirectory

/// Why a call could not be made inside a network namespace.
enum NamespaceEntryError: Error, CustomStringConvertible {
  case unavailable(NamespaceName, code: Int32)

  var description: String {
    switch self {
    case .unavailable(let name, let code):
      "cannot enter the namespace \(name): \(String(cString: strerror(code)))"
    }
  }
}

/// Calls made inside a network namespace by the calling thread, which comes back afterwards.
///
/// A socket stays in the namespace in which it was made. It also keeps the namespace alive when its
/// name is gone, so no descriptor of a namespace is held longer than the call.
enum NamespaceEntry {
  static func call<Result>(
    in name: NamespaceName, _ body: () -> Result
  ) throws(NamespaceEntryError) -> Result {
    let home = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)
    guard home >= 0 else { throw .unavailable(name, code: errno) }
    defer { close(home) }
    let namespace = open(
      NetworkNamespaceFile.path(of: name), O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard namespace >= 0 else { throw .unavailable(name, code: errno) }
    defer { close(namespace) }
    guard clinux_setns(namespace, clinux_clone_newnet) == 0 else {
      throw .unavailable(name, code: errno)
    }
    defer { precondition(clinux_setns(home, clinux_clone_newnet) == 0, "no way back") }
    return body()
  }
}
