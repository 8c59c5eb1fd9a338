import CLinux
import Glibc
import Synchronization

/// A namespace and the sockets that were opened inside it, once: requests need no setns(2) any
/// more and may come from any thread.
package final class NamespaceConnection: Sendable {
  package let namespace: NamespaceHandle
  private let route: NetlinkSocket
  /// Opened when it is first needed.
  private let generic = Mutex<NetlinkSocket?>(nil)

  /// Opens a socket; the current thread must be in the namespace.
  package init(inside namespace: NamespaceHandle) throws(NetlinkError) {
    self.namespace = namespace
    route = try NetlinkSocket(.route)
  }

  /// Connects to a namespace.
  package convenience init(_ namespace: NamespaceHandle) throws(NetlinkError) {
    self.init(
      adopting: try DedicatedThread.run { () throws(NetlinkError) in
        try namespace.enter()
        return try NamespaceConnection(inside: namespace)
      })
  }

  /// Connects to a namespace by its name.
  package convenience init(named name: String) throws(NetlinkError) {
    try self.init(try NamespaceHandle.open(name))
  }

  /// Connects to the namespace that the current thread is in.
  package static func current() throws(NetlinkError) -> NamespaceConnection {
    try NamespaceConnection(inside: try NamespaceHandle.current())
  }

  private init(adopting other: NamespaceConnection) {
    namespace = other.namespace
    route = other.route
  }

  /// Opens the socket for ethtool's requests now, from a thread that is in the namespace; the first
  /// such request would take a thread of its own for it.
  package func openEthtoolSocket() throws(NetlinkError) {
    try generic.withLock { (socket) throws(NetlinkError) in
      if socket == nil { socket = try NetlinkSocket(.ethtool) }
    }
  }

  /// Sends requests, in their order and in as few batches as possible, and returns an outcome for
  /// each.
  ///
  /// Every one is executed whatever became of the ones before it.
  package func execute(_ requests: [any NetlinkRequest]) -> [NetlinkOutcome] {
    var outcomes: [NetlinkOutcome] = []
    var start = 0
    while start < requests.count {
      let channel = requests[start].channel
      let end = requests[start...].firstIndex { $0.channel != channel } ?? requests.count
      outcomes += transact(Array(requests[start..<end]), channel: channel) { _, _ in }
      start = end
    }
    return outcomes
  }

  /// Sends one request.
  package func execute(_ request: any NetlinkRequest) throws(NetlinkError) {
    if case .failure(let error) = execute([request])[0] { throw error }
  }

  /// Asks for a list of objects.
  ///
  /// It is asked for again while it changes under the kernel's hand.
  package func list<Dump: NetlinkDump>(_ dump: Dump) throws(NetlinkError) -> [Dump.Element] {
    try socket(dump.channel).dump(dump, as: try type(of: dump.channel), place: namespace.place)
  }

  /// Sends requests of one channel; `reply` is given what answers them beside acknowledgements.
  func transact(
    _ requests: [any NetlinkRequest], channel: NetlinkChannel, reply: (Int, Message) -> Void
  ) -> [NetlinkOutcome] {
    do throws(NetlinkError) {
      return try socket(channel).transact(
        requests, as: try type(of: channel), place: namespace.place, reply: reply)
    } catch {
      return requests.map { _ in .failure(error) }
    }
  }

  private func socket(_ channel: NetlinkChannel) throws(NetlinkError) -> NetlinkSocket {
    switch channel {
    case .route: route
    case .ethtool: try ethtoolSocket()
    case .netfilter, .ipsec: preconditionFailure("asked over a socket of its own")
    }
  }

  private func type(of channel: NetlinkChannel) throws(NetlinkError) -> ChannelType {
    switch channel {
    case .route, .netfilter, .ipsec: .direct
    case .ethtool:
      .generic(family: try GenericFamily.ethtool(try ethtoolSocket(), place: namespace.place))
    }
  }

  private func ethtoolSocket() throws(NetlinkError) -> NetlinkSocket {
    try generic.withLock { (socket) throws(NetlinkError) in
      if let socket { return socket }
      let opened = try DedicatedThread.run { () throws(NetlinkError) in
        try namespace.enter()
        return try NetlinkSocket(.ethtool)
      }
      socket = opened
      return opened
    }
  }
}
