import Glibc
import RunDirectory

/// Serves metrics over HTTP, on a thread of its own: a flow table takes its time to read, and whoever
/// asks may be slow or hostile, neither of which may hold up health checks.
final class MetricsServer {
  struct Failure: Error, CustomStringConvertible {
    let address: MetricsAddress
    /// errno.
    let code: Int32

    var description: String {
      "metrics cannot be served at \(address): \(String(cString: strerror(code)))"
    }
  }

  let address: MetricsAddress
  private let listener: Int32
  /// Closed to end the thread.
  private let end: Int32
  private var isStopped = false

  /// Listens, in the calling thread's network namespace.
  ///
  /// - Parameter content: What is served; called on the server's thread.
  init(
    at address: MetricsAddress, content: @escaping @Sendable () throws -> String
  ) throws(Failure) {
    self.address = address
    let place = SocketAddress(address: address.address, port: Int(address.port))
    let accepting = StreamSocket.open(domain: place.domain)
    guard accepting >= 0 else { throw Failure(address: address, code: errno) }
    var enabled: Int32 = 1
    setsockopt(
      accepting, SOL_SOCKET, SO_REUSEADDR, &enabled, socklen_t(MemoryLayout<Int32>.size))
    var ends: [Int32] = [-1, -1]
    let pair = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard place.withSocketAddress({ bind(accepting, $0, $1) }) == 0, listen(accepting, 16) == 0,
      socketpair(AF_UNIX, pair, 0, &ends) == 0
    else {
      let failure = Failure(address: address, code: errno)
      close(accepting)
      throw failure
    }
    listener = accepting
    end = ends[1]
    let ending = ends[0]
    let code = BackgroundThread.start {
      let loop = EventLoop()
      let exchange = MetricsExchange(accepting, on: loop, content: content)
      loop.watch(ending, for: POLLIN) { _ in loop.stop() }
      loop.run()
      exchange.close()
      close(ending)
    }
    guard code == 0 else {
      for descriptor in [accepting, ending, end] { close(descriptor) }
      throw Failure(address: address, code: code)
    }
  }

  /// Ends it: the address is free at once, and the thread goes when it has done what it is at.
  func stop() {
    guard !isStopped else { return }
    isStopped = true
    // From now on the descriptors are the thread's, which closes them.
    shutdown(listener, Int32(SHUT_RDWR))
    close(end)
  }
}
