import Glibc
import RunDirectory

/// The connections of those who ask for metrics.
final class MetricsExchange {
  /// Connections at once; for one more the oldest is closed.
  static let mostConnections = 32
  /// Seconds that an answer is good for: who asks more often does not read the kernel more often.
  private static let freshness = 1.0

  private let loop: EventLoop
  private let content: () throws -> String
  private var listener: Listener?
  private var connections: [HTTPConnection] = []
  private var last: (text: String, time: MonotonicTime)?

  /// Takes the listening socket over.
  init(_ listener: Int32, on loop: EventLoop, content: @escaping () throws -> String) {
    self.loop = loop
    self.content = content
    self.listener = Listener(listener, on: loop) { [weak self] in self?.accept($0) }
  }

  func close() {
    listener?.close()
    listener = nil
    for connection in connections { connection.close() }
  }

  private func accept(_ descriptor: Int32) {
    if connections.count >= Self.mostConnections { connections.first?.close() }
    connections.append(
      HTTPConnection(descriptor, on: loop) { [weak self] in
        self?.respond(to: $0) ?? HTTPResponse(.unavailable, "")
      } closed: { [weak self] connection in
        self?.connections.removeAll { $0 === connection }
      })
  }

  private func respond(to request: HTTPRequest) -> HTTPResponse {
    guard request.method == "GET" || request.method == "HEAD" else {
      return HTTPResponse(.methodNotAllowed, "only GET and HEAD are answered\n")
    }
    guard request.path == "/metrics" else {
      return HTTPResponse(.notFound, "metrics are at /metrics\n")
    }
    do {
      return HTTPResponse(.ok, try text())
    } catch {
      return HTTPResponse(.unavailable, "the data plane cannot be read: \(error)\n")
    }
  }

  private func text() throws -> String {
    if let last, .now - last.time < Self.freshness { return last.text }
    let text = try content()
    last = (text, .now)
    return text
  }
}
