import Synchronization

/// Connections to named namespaces, each opened when it is first needed and kept while there are not
/// too many.
///
/// An open connection keeps a namespace alive whose name is gone, or stands for another by now.
package final class NamespaceConnections: Sendable {
  private struct Open {
    var connections: [String: NamespaceConnection] = [:]
    /// The longest open first.
    var order: [String] = []
  }

  private let open = Mutex(Open())
  private let limit: Int
  private let sysctls = SysctlSource()
  /// Where the thread was that made this.
  private let home = Result { () throws(NetlinkError) in try NamespaceHandle.current() }

  /// - Parameter limit: How many stay open: each has up to three descriptors, and a process may have
  ///   1024 unless it was told otherwise.
  package init(limit: Int = 240) { self.limit = limit }

  package func connection(to name: String) throws(NetlinkError) -> NamespaceConnection {
    if let known = known(name) { return known }
    let new = try NamespaceConnection(named: name)
    adopt(new, as: name)
    return new
  }

  /// The connection to the host's own namespace: the one in which these connections were made.
  package func host() throws(NetlinkError) -> NamespaceConnection {
    let name = ""  // which no namespace has
    if let known = known(name) { return known }
    let new = try NamespaceConnection(try home.get())
    adopt(new, as: name)
    return new
  }

  /// The namespace alone, which takes no socket.
  package func handle(of name: String) throws(NetlinkError) -> NamespaceHandle {
    if let known = known(name) { return known.namespace }
    return try NamespaceHandle.open(name)
  }

  /// Moves the current thread into what the name stands for now, for good: only on a
  /// `DedicatedThread`.
  package func enter(_ name: String) throws(NetlinkError) -> NamespaceConnection {
    if let known = known(name), known.namespace.isNamed {
      try known.namespace.enter()
      return known
    }
    close(name)
    let handle = try NamespaceHandle.open(name)
    try handle.enter()
    let new = try NamespaceConnection(inside: handle)
    adopt(new, as: name)
    return new
  }

  /// Access to the sysctls of the namespace that the current thread is in.
  package func sysctl() -> Sysctl { sysctls.sysctl() }

  private func known(_ name: String) -> NamespaceConnection? {
    open.withLock { $0.connections[name] }
  }

  /// Keeps a connection, in place of the one that was opened first if there are too many.
  package func adopt(_ connection: NamespaceConnection, as name: String) {
    open.withLock { open in
      if open.connections.updateValue(connection, forKey: name) == nil { open.order.append(name) }
      guard open.order.count > limit else { return }
      open.connections[open.order.removeFirst()] = nil
    }
  }

  /// Closes the connection: an open descriptor keeps a namespace alive.
  package func close(_ name: String) {
    open.withLock { open in
      if open.connections.removeValue(forKey: name) != nil { open.order.removeAll { $0 == name } }
    }
  }

  /// How many connections are open.
  package var count: Int { open.withLock { $0.connections.count } }
}
