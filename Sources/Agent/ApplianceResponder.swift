import Glibc
import HostState
import IPAddressing
import Logging
import RunDirectory

/// Answers the health probes of a built-in appliance, in its namespace, as long as it works.
///
/// It works while its programs are attached and its link is up; otherwise probes are refused.
final class ApplianceResponder {
  /// Seconds between two looks at the appliance.
  private static let interval = 1.0
  private static let mostConnections = 256

  let namespace: NamespaceName
  let dataPlane: DataPlaneState
  private let link: LinkName
  private let port: Int
  private let loop: EventLoop
  private let control: any DataPlaneControl
  private let logger: Logger
  private var listener: Listener?
  /// Of the namespace that the listener is in.
  private var listenerInode: UInt64?
  private var timer: TimerQueue.ID?
  /// Each with the timer that ends it.
  private var connections: [Int32: TimerQueue.ID] = [:]
  private(set) var problem: String?

  /// Nil for a data plane that is no appliance's.
  init?(
    _ dataPlane: DataPlaneState, in namespace: NamespaceName, control: any DataPlaneControl,
    on loop: EventLoop, logger: Logger
  ) {
    switch dataPlane {
    case .firewall(let firewall): (link, port) = (firewall.link, firewall.healthPort)
    case .passThrough(let passThrough): (link, port) = (passThrough.link, passThrough.healthPort)
    default: return nil
    }
    self.namespace = namespace
    self.dataPlane = dataPlane
    self.control = control
    self.loop = loop
    self.logger = logger
    look()
  }

  /// Lets go of the namespace, which a socket would keep alive.
  func stop() {
    if let timer { loop.cancel(timer) }
    timer = nil
    close()
  }

  private func look() {
    do {
      // Everything in one visit; a namespace that is gone must not be held by an old listener.
      try NamespaceEntry.call(in: namespace) {
        let fault = faultInside()
        // One that was made anew has nothing of the old one but its name.
        if listener != nil, NetworkNamespaceFile.inode(of: namespace) != listenerInode { close() }
        if fault == nil, listener == nil { listenInside() }
        if let fault {
          problem = "\(namespace): \(fault)"
          if listener != nil { logger.warning("no longer answers probes: \(problem ?? "")") }
          close()
        }
      }
    } catch {
      problem = "\(error)"
      close()
    }
    timer = loop.after(Self.interval) { [weak self] in self?.look() }
  }

  /// What keeps the appliance from working, or nil.
  private func faultInside() -> String? {
    if !InterfaceFlags.isUp(link) { return "its link \(link) is down" }
    if !control.isAttached(dataPlane, in: namespace) { return "its programs are not attached" }
    return nil
  }

  private func listenInside() {
    let address = SocketAddress(address: .init(ipv4: 0), port: port)
    let descriptor = StreamSocket.open(domain: AF_INET)
    guard descriptor >= 0 else { return cannotListen(errno) }
    var enabled: Int32 = 1
    setsockopt(
      descriptor, SOL_SOCKET, SO_REUSEADDR, &enabled, socklen_t(MemoryLayout<Int32>.size))
    guard address.withSocketAddress({ bind(descriptor, $0, $1) }) == 0,
      listen(descriptor, 128) == 0
    else {
      cannotListen(errno)
      Glibc.close(descriptor)
      return
    }
    problem = nil
    listenerInode = NetworkNamespaceFile.inode(of: namespace)
    listener = Listener(descriptor, on: loop) { [weak self] in self?.accept($0) }
    logger.info("\(namespace) answers probes at port \(port)")
  }

  private func cannotListen(_ code: Int32) {
    problem = "\(namespace): cannot listen at port \(port): \(String(cString: strerror(code)))"
  }

  private func accept(_ descriptor: Int32) {
    guard connections.count < Self.mostConnections else {
      Glibc.close(descriptor)
      return
    }
    serve(descriptor)
  }

  private func serve(_ descriptor: Int32) {
    var received: [UInt8] = []
    connections[descriptor] = loop.after(5) { [weak self] in self?.drop(descriptor) }
    loop.watch(descriptor, for: POLLIN) { [weak self] _ in
      guard let self else { return }
      var chunk = [UInt8](repeating: 0, count: 4096)
      let count = recv(descriptor, &chunk, chunk.count, 0)
      if count < 0, errno == EAGAIN || errno == EINTR { return }
      received += chunk.prefix(max(0, count))
      let isWhole = received.containsBlankLine
      if count > 0, !isWhole, received.count <= 8192 { return }
      if isWhole {
        let answer = Array(Self.answer.utf8)
        send(descriptor, answer, answer.count, Int32(MSG_NOSIGNAL))
      }
      drop(descriptor)
    }
  }

  private static let answer =
    "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

  private func drop(_ descriptor: Int32) {
    guard let timer = connections.removeValue(forKey: descriptor) else { return }
    loop.cancel(timer)
    loop.unwatch(descriptor)
    Glibc.close(descriptor)
  }

  private func close() {
    for descriptor in Array(connections.keys) { drop(descriptor) }
    listener?.close()
    listener = nil
    listenerInode = nil
  }
}
