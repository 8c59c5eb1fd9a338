import Glibc

/// One request and its answer; a peer that is slow or says too much is dropped.
final class HTTPConnection {
  /// Seconds for the whole request to come, and for the whole answer to be taken.
  private static let patience = 5.0

  private let descriptor: Int32
  private let loop: EventLoop
  private let respond: (HTTPRequest) -> HTTPResponse
  private let closed: (HTTPConnection) -> Void
  private var received: [UInt8] = []
  private var unsent: ArraySlice<UInt8> = []
  private var timer: TimerQueue.ID?
  private var isClosed = false

  /// Takes the descriptor over.
  init(
    _ descriptor: Int32, on loop: EventLoop,
    respond: @escaping (HTTPRequest) -> HTTPResponse,
    closed: @escaping (HTTPConnection) -> Void
  ) {
    self.descriptor = descriptor
    self.loop = loop
    self.respond = respond
    self.closed = closed
    loop.watch(descriptor, for: POLLIN) { [weak self] _ in self?.receive() }
    restartTimer()
  }

  func close() {
    guard !isClosed else { return }
    isClosed = true
    if let timer { loop.cancel(timer) }
    loop.unwatch(descriptor)
    Glibc.close(descriptor)
    closed(self)
  }

  private func receive() {
    var chunk = [UInt8](repeating: 0, count: HTTPRequest.limit)
    let count = recv(descriptor, &chunk, chunk.count, 0)
    if count < 0, errno == EAGAIN || errno == EINTR { return }
    guard count > 0 else { return close() }
    received += chunk.prefix(count)
    if received.containsBlankLine {
      guard let request = HTTPRequest(received) else {
        return send(HTTPResponse(.badRequest, "this is no HTTP/1.1 request\n"))
      }
      send(respond(request), isHeadOnly: request.method == "HEAD")
    } else if received.count > HTTPRequest.limit {
      send(HTTPResponse(.headerTooLarge, "a header has \(HTTPRequest.limit) bytes at most\n"))
    }
  }

  private func send(_ response: HTTPResponse, isHeadOnly: Bool = false) {
    unsent = response.bytes(isHeadOnly: isHeadOnly)[...]
    restartTimer()
    loop.watch(descriptor, for: POLLOUT) { [weak self] _ in self?.sendMore() }
    sendMore()
  }

  private func sendMore() {
    while !unsent.isEmpty {
      let count = unsent.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN { return }
      guard count > 0 else { return close() }
      unsent = unsent.dropFirst(count)
    }
    close()
  }

  private func restartTimer() {
    if let timer { loop.cancel(timer) }
    timer = loop.after(Self.patience) { [weak self] in self?.close() }
  }
}
