import CLinux
import Glibc
import Netlink

/// Network namespaces that go with the thread that made them.
enum ScratchNamespace {
  /// Puts the current thread into a new one, with placeholders for links: rules name links by index,
  /// which is looked up on loading.
  static func enter(
    with links: [LinkReference], _ request: String
  ) throws(NFTablesError) {
    guard clinux_unshare(clinux_clone_newnet) == 0 else {
      throw NFTablesError(
        request: request, text: "\(NetlinkError(request: "netns unshare", code: errno))")
    }
    try add(links, request)
  }

  /// Puts this process, which has a single thread, into a new one; without root into a new user
  /// namespace as well, where the system lets anybody make one.
  ///
  /// - Throws: errno of the refusal.
  static func enterUnprivileged() throws(NetlinkError) {
    if clinux_unshare(clinux_clone_newnet) == 0 { return }
    guard clinux_unshare(clinux_clone_newuser | clinux_clone_newnet) == 0 else {
      throw NetlinkError(request: "netns unshare", code: errno)
    }
  }

  /// Makes placeholders for links in the current namespace.
  static func add(_ links: [LinkReference], _ request: String) throws(NFTablesError) {
    let others = links.filter { $0.name != LinkReference.loopback.name }
    guard !others.isEmpty else { return }
    do throws(NetlinkError) {
      let connection = try NamespaceConnection.current()
      for link in others { try connection.execute(CreatePlaceholder(link)) }
    } catch {
      throw NFTablesError(request: request, text: "\(error)")
    }
  }
}
