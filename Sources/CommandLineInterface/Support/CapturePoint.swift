import HostState
import Netlink
import PacketCapture
import RunDirectory

/// A link that is being captured.
struct CapturePoint {
  let socket: CaptureSocket
  private let namespace: NamespaceName
  private let inode: UInt64?

  /// - Throws: `NetlinkError` when the namespace, `CaptureError` when the link cannot be had.
  init(_ place: CaptureSubject.Place, _ filter: CaptureFilter) throws {
    namespace = place.namespace
    inode = NetworkNamespaceFile.inode(of: place.namespace)
    let opened = try NamespaceHandle.open(place.namespace.rawValue).run {
      () throws(CaptureError) in
      try CaptureSocket(linkIndex: place.linkIndex, filter: filter)
    }
    socket = try opened.get()
  }

  /// Whether the link is there, and its namespace has its name still: the socket would keep it alive
  /// without one.
  var isInPlace: Bool { socket.hasLink && NetworkNamespaceFile.inode(of: namespace) == inode }
}
