import HostState
import Netlink
import Synchronization

/// The connections to a topology's namespaces, each opened when it is first needed and kept while
/// there are not too many.
final class NamespaceConnections: Sendable {
  private struct Open {
    var connections: [NamespaceName: NamespaceConnection] = [:]
    /// The longest open first.
    var order: [NamespaceName] = []
  }

  private let open = Mutex(Open())
  private let limit: Int

  /// - Parameter limit: How many stay open: each has three descriptors, and a process may have 1024
  ///   unless it was told otherwise.
  init(limit: Int = 200) { self.limit = limit }

  func connection(to name: NamespaceName) throws(NetlinkError) -> NamespaceConnection {
    if let known = open.withLock({ $0.connections[name] }) { return known }
    let new = try NamespaceConnection(named: name.rawValue)
    adopt(new, as: name)
    return new
  }

  /// Keeps a connection, in place of the one that was opened first if there are too many.
  func adopt(_ connection: NamespaceConnection, as name: NamespaceName) {
    open.withLock { open in
      if open.connections.updateValue(connection, forKey: name) == nil { open.order.append(name) }
      guard open.order.count > limit else { return }
      open.connections[open.order.removeFirst()] = nil
    }
  }

  /// Closes the connection: an open descriptor keeps a namespace alive.
  func close(_ name: NamespaceName) {
    open.withLock { open in
      if open.connections.removeValue(forKey: name) != nil { open.order.removeAll { $0 == name } }
    }
  }

  /// How many connections are open.
  var count: Int { open.withLock { $0.connections.count } }
}
