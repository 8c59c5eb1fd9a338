import FoundationEssentials
import Glibc
import Logging
import RunDirectory

/// Answers requests at the agent's socket: one a connection, from our own user only.
final class ControlServer {
  /// Connections at once; more are turned away.
  private static let mostConnections = 64

  private let loop: EventLoop
  private let logger: Logger
  private let path: String
  private var listener: Listener?
  /// The socket's file, as it was made.
  private let inode: UInt64
  private var connections: [ObjectIdentifier: ControlConnection] = [:]
  private let respond: (AgentRequest, @escaping (AgentResponse) -> Void) -> Void

  /// Listens at the path, where a socket of an earlier agent may be.
  ///
  /// - Precondition: the agent's lock is held, so that no other agent listens there.
  init(
    at path: String, on loop: EventLoop, logger: Logger,
    respond: @escaping (AgentRequest, @escaping (AgentResponse) -> Void) -> Void
  ) throws(RunDirectoryError) {
    guard let address = UnixSocketAddress(path: path) else {
      throw .unsafe(path: path, reason: "a socket's path has at most 107 bytes")
    }
    unlink(path)
    let listener = StreamSocket.open(domain: AF_UNIX)
    guard listener >= 0 else { throw .system(operation: "make a socket", code: errno) }
    guard address.withSocketAddress({ bind(listener, $0, $1) }) == 0, chmod(path, 0o600) == 0,
      listen(listener, 64) == 0
    else {
      let error = RunDirectoryError.system(operation: "listen at \(path)", code: errno)
      Glibc.close(listener)
      throw error
    }
    self.path = path
    inode = Self.inode(of: path)
    self.loop = loop
    self.logger = logger
    self.respond = respond
    self.listener = Listener(listener, on: loop) { [weak self] in self?.accept($0) }
  }

  /// Whether the socket is still where clients look for it.
  var isInPlace: Bool { Self.inode(of: path) == inode }

  private static func inode(of path: String) -> UInt64 {
    var status = stat()
    return lstat(path, &status) == 0 ? UInt64(status.st_ino) : 0
  }

  /// Stops listening and removes the socket, unless another one is there.
  func close() {
    // While the listener is open no other socket gets its inode.
    if isInPlace { unlink(path) }
    listener?.close()
    listener = nil
  }

  /// Whether every answer has been sent.
  var isIdle: Bool { connections.isEmpty }

  private func accept(_ descriptor: Int32) {
    guard connections.count < Self.mostConnections, Self.isOurs(descriptor) else {
      logger.warning("turned a connection away")
      Glibc.close(descriptor)
      return
    }
    let connection = ControlConnection(descriptor, on: loop) { [respond] line, answer in
      guard let request = try? JSONDecoder().decode(AgentRequest.self, from: line) else {
        return answer(.refused(reason: "this is no request"))
      }
      respond(request, answer)
    } closed: { [weak self] connection in
      self?.connections[ObjectIdentifier(connection)] = nil
    }
    connections[ObjectIdentifier(connection)] = connection
  }

  /// SO_PEERCRED (unix(7)): pid, user and group of whoever connected.
  private static func isOurs(_ descriptor: Int32) -> Bool {
    var credentials: (pid: Int32, user: UInt32, group: UInt32) = (0, .max, .max)
    var size = socklen_t(MemoryLayout.size(ofValue: credentials))
    let outcome = getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size)
    return outcome == 0 && credentials.user == geteuid()
  }
}
