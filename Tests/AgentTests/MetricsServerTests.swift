import Glibc
import IPAddressing
import RunDirectory
import Synchronization
import TestSupport
import Testing

@testable import Agent

@Suite struct MetricsServerTests {
  private struct Refusal: Error {}

  private static let address = MetricsAddress("127.0.0.1:9464")
  /// More than socket buffers hold.
  private static let large = String(repeating: "x 1\n", count: 4 << 20)

  /// Serves on a host of the test's own.
  private static func serve(
    _ text: String = "x 1\n", _ body: (MetricsServer) throws -> Void
  ) async throws {
    try await KernelSandbox.run {
      try Shell.run("ip link set lo up")
      let server = try MetricsServer(at: #require(address)) {
        if text.isEmpty { throw Refusal() }
        return text
      }
      defer { server.stop() }
      try body(server)
    }
  }

  /// Says something, and gives all that is answered until the connection is closed.
  private static func exchange(_ text: String) throws -> String {
    let descriptor = try connect()
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    return answer(descriptor)
  }

  private static func answer(_ descriptor: Int32) -> String {
    var answer: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&entry, 1, 20_000) == 1 else { return "nothing in time" }
      let count = recv(descriptor, &chunk, chunk.count, 0)
      guard count > 0 else { return String(decoding: answer, as: UTF8.self) }
      answer += chunk.prefix(count)
    }
  }

  private static func connect() throws -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    let place = SocketAddress(address: .init(ipv4: 0x7f00_0001), port: 9464)
    guard place.withSocketAddress({ Glibc.connect(descriptor, $0, $1) }) == 0 else {
      let code = errno
      close(descriptor)
      throw MetricsServer.Failure(address: try #require(address), code: code)
    }
    return descriptor
  }

  private static let get = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"

  @Test(
    "Each request is answered as HTTP says",
    arguments: [
      (get, "200 OK", "\r\n\r\nx 1\n"), ("GET /metrics?a=b HTTP/1.0\r\n\r\n", "200 OK", "x 1\n"),
      ("HEAD /metrics HTTP/1.1\r\n\r\n", "200 OK", "Connection: close\r\n\r\n"),
      ("POST /metrics HTTP/1.1\r\n\r\n", "405 Method Not Allowed", "Allow: GET, HEAD"),
      ("GET / HTTP/1.1\r\n\r\n", "404 Not Found", "metrics are at /metrics"),
      ("GET /metrics/../../etc/passwd HTTP/1.1\r\n\r\n", "404 Not Found", "/metrics"),
      ("\r\n\r\n", "400 Bad Request", "no HTTP"), ("GET\r\n\r\n", "400 Bad Request", "no HTTP"),
      ("GET /metrics HTTP/2\r\n\r\n", "400 Bad Request", "no HTTP"),
      ("\u{0}\u{7f}\u{80} \n\r\n\r\n", "400 Bad Request", "no HTTP"),
      ("GET /" + String(repeating: "a", count: 9000), "431 Request Header", "8192 bytes"),
    ])
  func answers(_ request: String, _ status: String, _ words: String) async throws {
    try await Self.serve { _ in
      let answer = try Self.exchange(request)
      #expect(answer.hasPrefix("HTTP/1.1 \(status)"), "\(answer)")
      #expect(answer.contains(words), "\(answer)")
      if request.hasPrefix("HEAD") {
        #expect(answer.hasSuffix("\r\n\r\n") && answer.contains("Content-Length: 4\r\n"))
      }
    }
  }

  @Test("A data plane that cannot be read is told of")
  func unreadable() async throws {
    try await Self.serve("") { _ in
      let answer = try Self.exchange(Self.get)
      #expect(answer.hasPrefix("HTTP/1.1 503 "), "\(answer)")
    }
  }

  @Test("Clients that say nothing, or read nothing, keep nobody from being served")
  func hostile() async throws {
    try await Self.serve(Self.large) { _ in
      var idle: [Int32] = []
      for _ in 0..<MetricsExchange.mostConnections * 2 { idle.append(try Self.connect()) }
      let bytes = Array(Self.get.utf8)
      // These ask, and never read what they get.
      for descriptor in idle.suffix(8) { send(descriptor, bytes, bytes.count, 0) }
      let answer = try Self.exchange(Self.get)
      #expect(answer.utf8.count > Self.large.utf8.count, "\(answer.prefix(200))")
      for descriptor in idle { close(descriptor) }
    }
  }

  @Test("The address is free as soon as the server is told to stop, though one is being answered")
  func stops() async throws {
    try await Self.serve(Self.large) { server in
      let slow = try Self.connect()
      let bytes = Array(Self.get.utf8)
      send(slow, bytes, bytes.count, 0)
      server.stop()
      let next = try MetricsServer(at: server.address) { "next 1\n" }
      #expect(try Self.exchange(Self.get).hasSuffix("next 1\n"))
      let error = #expect(throws: MetricsServer.Failure.self) {
        try MetricsServer(at: server.address) { "" }
      }
      #expect(error?.code == EADDRINUSE)
      next.stop()
      close(slow)
    }
  }

  @Test("A family's lines escape what labels may hold")
  func escapes() {
    var family = MetricFamily("x_total", .counter, "a \\ b\nc \"d\"")
    family.add(7, [("label", "a\\b\n\"c\"")])
    #expect(
      family.text == """
        # HELP x_total a \\\\ b\\nc "d"
        # TYPE x_total counter
        x_total{label="a\\\\b\\n\\"c\\""} 7

        """)
  }
}
