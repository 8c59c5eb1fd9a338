import FoundationEssentials
import Glibc
import RunDirectory

/// One request and its answer; a peer that is slow or says too much is dropped.
final class ControlConnection {
  /// Seconds for the request to come, and again for the answer to be taken.
  private static let patience = 10.0

  private let loop: EventLoop
  private let descriptor: Int32
  private let handle: (Data, @escaping (AgentResponse) -> Void) -> Void
  private let closed: (ControlConnection) -> Void
  private var received = Data()
  private var unsent = Data()
  private var timer: TimerQueue.ID?
  private var isClosed = false

  init(
    _ descriptor: Int32, on loop: EventLoop,
    handle: @escaping (Data, @escaping (AgentResponse) -> Void) -> Void,
    closed: @escaping (ControlConnection) -> Void
  ) {
    self.descriptor = descriptor
    self.loop = loop
    self.handle = handle
    self.closed = closed
    loop.watch(descriptor, for: POLLIN) { [weak self] _ in self?.receive() }
    restartTimer()
  }

  private func receive() {
    var chunk = [UInt8](repeating: 0, count: AgentRequest.limit)
    let count = recv(descriptor, &chunk, chunk.count, 0)
    if count < 0, errno == EAGAIN || errno == EINTR { return }
    guard count > 0 else { return close() }
    received.append(contentsOf: chunk[..<count])
    guard let end = received.firstIndex(of: UInt8(ascii: "\n")) else {
      if received.count > AgentRequest.limit { close() }
      return
    }
    let line = received[..<end]
    // The answer may take its time: meanwhile only the peer hanging up (POLLHUP) is of interest.
    if let timer { loop.cancel(timer) }
    timer = nil
    loop.watch(descriptor, for: 0) { [weak self] _ in self?.close() }
    handle(Data(line)) { [weak self] response in self?.send(response) }
  }

  private func send(_ response: AgentResponse) {
    guard !isClosed else { return }
    do {
      unsent = try JSONEncoder().encode(response) + [UInt8(ascii: "\n")]
    } catch {
      return close()
    }
    restartTimer()
    sendMore()
  }

  private func sendMore() {
    while !unsent.isEmpty {
      let count = unsent.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count > 0 {
        unsent = Data(unsent.dropFirst(count))
      } else if count < 0, errno == EINTR {
        continue
      } else if count < 0, errno == EAGAIN {
        loop.watch(descriptor, for: POLLOUT) { [weak self] _ in self?.sendMore() }
        return
      } else {
        return close()
      }
    }
    close()
  }

  private func restartTimer() {
    if let timer { loop.cancel(timer) }
    timer = loop.after(Self.patience) { [weak self] in self?.close() }
  }

  private func close() {
    guard !isClosed else { return }
    isClosed = true
    if let timer { loop.cancel(timer) }
    loop.unwatch(descriptor)
    Glibc.close(descriptor)
    closed(self)
  }
}
