import Glibc
import HostState
import IPAddressing
import RunDirectory

/// A TCP connection from the node's address; with HTTP also a request, whose status decides.
final class SocketProbe: Probe {
  private let request: ProbeRequest
  private let loop: EventLoop
  private var descriptor: Int32 = -1
  private var timer: TimerQueue.ID?
  private var completion: ((ProbeResult) -> Void)?
  private var received: [UInt8] = []

  init(_ request: ProbeRequest, on loop: EventLoop) {
    self.request = request
    self.loop = loop
  }

  func start(_ completion: @escaping (ProbeResult) -> Void) {
    self.completion = completion
    timer = loop.after(request.check.timeout) { [self] in
      finish(.failure("timed out after \(formatted(request.check.timeout)) s"))
    }
    if let result = connect() {
      loop.after(0) { [self] in finish(result) }
    }
  }

  func cancel() {
    completion = nil
    release()
  }

  /// Begins to connect; a result only if that failed at once.
  private func connect() -> ProbeResult? {
    let source = SocketAddress(address: request.source, port: 0)
    do {
      descriptor = try NamespaceEntry.call(in: request.namespace) {
        StreamSocket.open(domain: source.domain)
      }
    } catch {
      return .inconclusive("\(error)")
    }
    guard descriptor >= 0 else { return .inconclusive("no socket: \(text(errno))") }
    guard source.withSocketAddress({ bind(descriptor, $0, $1) }) == 0 else {
      return .inconclusive("cannot send from \(request.source): \(text(errno))")
    }
    let target = SocketAddress(address: request.target, port: request.check.port)
    let outcome = target.withSocketAddress { Glibc.connect(descriptor, $0, $1) }
    guard outcome == 0 || errno == EINPROGRESS else { return failure(errno) }
    loop.watch(descriptor, for: POLLOUT) { [self] _ in connected() }
    return nil
  }

  private func connected() {
    let code = StreamSocket.connectionError(descriptor)
    guard code == 0 else { return finish(failure(code)) }
    guard request.check.protocol == .http else { return finish(.success) }
    // A new connection's buffer takes the whole request: it has at most some hundred bytes.
    let message = Array(HTTPHealthExchange.request(request).utf8)
    let count = send(descriptor, message, message.count, Int32(MSG_NOSIGNAL))
    guard count == message.count else {
      return finish(.failure("cannot send a request: \(text(errno))"))
    }
    loop.watch(descriptor, for: POLLIN) { [self] _ in receive() }
  }

  private func receive() {
    var chunk = [UInt8](repeating: 0, count: 4096)
    let count = recv(descriptor, &chunk, chunk.count, 0)
    if count < 0, errno == EAGAIN || errno == EINTR { return }
    guard count >= 0 else { return finish(failure(errno)) }
    received += chunk[..<count]
    if let result = HTTPHealthExchange.result(ofResponse: received, isComplete: count == 0) {
      finish(result)
    }
  }

  private func failure(_ code: Int32) -> ProbeResult { .failure("connect: \(text(code))") }

  private func text(_ code: Int32) -> String { String(cString: strerror(code)) }

  private func formatted(_ seconds: Double) -> String {
    seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)"
  }

  private func finish(_ result: ProbeResult) {
    guard let completion else { return }
    self.completion = nil
    release()
    completion(result)
  }

  private func release() {
    if let timer { loop.cancel(timer) }
    timer = nil
    guard descriptor >= 0 else { return }
    loop.unwatch(descriptor)
    close(descriptor)
    descriptor = -1
  }
}
