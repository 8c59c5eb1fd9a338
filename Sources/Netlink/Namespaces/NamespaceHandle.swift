import CLinux
import Glibc

/// A network namespace, kept alive by an open descriptor that the handle owns.
package final class NamespaceHandle: Sendable {
  /// Its name under `/run/netns`; empty for one that was not opened by name.
  package let name: String
  /// For setns(2), IFLA_NET_NS_FD and the like; valid as long as the handle.
  package let descriptor: Int32

  init(name: String, path: String, flags: Int32 = 0) throws(NetlinkError) {
    self.name = name
    descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | flags)
    guard descriptor >= 0 else { throw NetlinkError(request: "netns open \(name)", code: errno) }
    guard clinux_namespace_type(descriptor) == clinux_clone_newnet else {
      throw NetlinkError(
        request: "netns open \(name)", code: EINVAL,
        explanation: "the name is left over from an interrupted creation or deletion")
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Opens a named namespace.
  ///
  /// - Throws: ENOENT if there is no such name, EINVAL if it stands for no namespace, EPERM if it leads
  ///   to the host's own or is a symbolic link: nobody who changes what is behind a name means these.
  package static func open(_ name: String) throws(NetlinkError) -> NamespaceHandle {
    let file = try NamespaceDirectory.file(name)
    func refusal(_ reason: String) -> NetlinkError {
      NetlinkError(request: "netns open \(name)", code: EPERM, explanation: reason)
    }
    let handle: NamespaceHandle
    do throws(NetlinkError) {
      handle = try NamespaceHandle(name: name, path: file, flags: O_NOFOLLOW)
    } catch  where error.code == ELOOP {
      throw refusal("it is a symbolic link: `rm \(file)` takes it away")
    }
    guard handle.identity.map(hosts.contains) != true else {
      throw refusal(
        "it leads to the host's own network namespace: `umount \(file) && rm \(file)` takes it away"
      )
    }
    return handle
  }

  /// What tells one namespace from another.
  package struct Identity: Hashable, Sendable {
    private let device: UInt
    private let inode: UInt

    fileprivate init(_ status: stat) {
      device = UInt(status.st_dev)
      inode = UInt(status.st_ino)
    }

    /// Nil where there is no such file.
    init?(file: String) {
      var status = stat()
      guard stat(file, &status) == 0 else { return nil }
      self.init(status)
    }
  }

  /// Nil if the kernel does not tell.
  package var identity: Identity? {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? Identity(status) : nil
  }

  /// The namespaces of this process and of the first.
  private static let hosts = Set(
    ["/proc/self/ns/net", "/proc/1/ns/net"].compactMap(Identity.init(file:)))

  /// Whether the name still stands for this namespace: it may have been deleted, and made again.
  var isNamed: Bool {
    guard let file = try? NamespaceDirectory.file(name), let identity else { return false }
    return Identity(file: file) == identity
  }

  /// The namespace that the current thread is in.
  package static func current() throws(NetlinkError) -> NamespaceHandle {
    try NamespaceHandle(name: "", path: currentPath)
  }

  static let currentPath = "/proc/thread-self/ns/net"

  /// The current namespace under a name that it is known by.
  static func current(named name: String) throws(NetlinkError) -> NamespaceHandle {
    try NamespaceHandle(name: name, path: currentPath)
  }

  /// Moves the current thread into the namespace, for good: only on a `DedicatedThread`.
  package func enter() throws(NetlinkError) {
    guard clinux_setns(descriptor, clinux_clone_newnet) == 0 else {
      throw NetlinkError(request: "netns enter \(name)", code: errno)
    }
  }

  /// Runs `body` inside the namespace, on a thread of its own, and waits for it.
  ///
  /// - Throws: The kernel's refusal to enter; the result holds what `body` threw.
  package func run<Value, Failure: Error>(
    _ body: () throws(Failure) -> Value
  ) throws(NetlinkError) -> Result<Value, Failure> {
    try DedicatedThread.run { () throws(NetlinkError) in
      try enter()
      return Result(catching: body)
    }
  }

  /// What messages about the namespace's objects end with.
  var place: String { name.isEmpty ? "" : " in \(name)" }
}
