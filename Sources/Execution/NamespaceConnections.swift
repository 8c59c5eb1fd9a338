import HostState
import Netlink
import Synchronization

/// The connections to a topology's namespaces, each opened when it is first needed and kept.
final class NamespaceConnections: Sendable {
  private let open = Mutex<[NamespaceName: NamespaceConnection]>([:])

  func connection(to name: NamespaceName) throws(NetlinkError) -> NamespaceConnection {
    if let known = open.withLock({ $0[name] }) { return known }
    let new = try NamespaceConnection(named: name.rawValue)
    adopt(new, as: name)
    return new
  }

  func adopt(_ connection: NamespaceConnection, as name: NamespaceName) {
    open.withLock { $0[name] = connection }
  }

  /// Closes the connection: an open descriptor keeps a namespace alive.
  func close(_ name: NamespaceName) { open.withLock { $0[name] = nil } }
}
