import Foundation

/// A socket of the lab that is closed with its last reference.
final class Connection {
  private let family: Int32
  private let descriptor: Int32

  /// For the family of an address.
  init(_ type: __socket_type, to address: String) throws {
    family = address.contains(":") ? AF_INET6 : AF_INET
    descriptor = socket(family, Int32(type.rawValue | SOCK_CLOEXEC.rawValue), 0)
    try Self.check(descriptor)
    try Self.check(fcntl(descriptor, F_SETFL, O_NONBLOCK))
  }

  deinit { close(descriptor) }

  /// Takes a port of its own.
  func bind(_ port: UInt16) throws {
    var reuse: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, 4)
    let anyone = family == AF_INET ? "0.0.0.0" : "::"
    try Self.withAddress(anyone, port) { try Self.check(Foundation.bind(descriptor, $0, $1)) }
  }

  func connect(_ address: String, _ port: UInt16, seconds: Double) throws {
    try Self.withAddress(address, port) { pointer, length in
      if Foundation.connect(descriptor, pointer, length) != 0, errno != EINPROGRESS {
        throw Client.Failure(errno: errno)
      }
    }
    try wait(POLLOUT, seconds: seconds)
    try throwPendingError()
  }

  /// Sends a request and reads the answer's body; the connection stays open for the next.
  func get(_ path: String, host: String, seconds: Double = 5) throws -> String {
    try send("GET \(path) HTTP/1.1\r\nHost: \(host)\r\n\r\n")
    let deadline = Date(timeIntervalSinceNow: seconds)
    var text = ""
    while true {
      let chunk = try receive(seconds: max(0, deadline.timeIntervalSinceNow))
      text += chunk
      if let response = Response(text, isComplete: chunk.isEmpty) { return response.body }
      if chunk.isEmpty { throw Client.Failure(errno: ECONNRESET) }
    }
  }

  func send(_ text: String) throws { try send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) throws {
    let count = Foundation.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    try Self.check(Int32(count))
  }

  /// What comes next; empty at the end of the stream.
  func receive(seconds: Double = 5) throws -> String {
    try wait(POLLIN, seconds: seconds)
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    try Self.check(Int32(count))
    return String(decoding: buffer[..<count], as: UTF8.self)
  }

  /// The error that an ICMP message left at the socket, once one has; nil when none comes in time.
  func pendingError(seconds: Double) -> Int32? {
    try? wait(POLLERR, seconds: seconds)
    var code: Int32 = 0
    var size: socklen_t = 4
    getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size)
    return code == 0 ? nil : code
  }

  /// Never fragments what is sent (IP_MTU_DISCOVER, ip(7); IPV6_MTU_DISCOVER, ipv6(7)).
  func forbidFragments() throws {
    var always: Int32 = 2
    let isIPv4 = family == AF_INET
    try Self.check(setsockopt(descriptor, isIPv4 ? 0 : 41, isIPv4 ? 10 : 23, &always, 4))
  }

  /// The path's MTU as far as it is known (IP_MTU, IPV6_MTU).
  var pathMTU: Int32 {
    var value: Int32 = 0
    var size: socklen_t = 4
    let isIPv4 = family == AF_INET
    getsockopt(descriptor, isIPv4 ? 0 : 41, isIPv4 ? 14 : 24, &value, &size)
    return value
  }

  private func throwPendingError() throws {
    var code: Int32 = 0
    var size: socklen_t = 4
    getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size)
    if code != 0 { throw Client.Failure(errno: code) }
  }

  private func wait(_ event: Int32, seconds: Double) throws {
    var waiting = pollfd(fd: descriptor, events: Int16(event), revents: 0)
    let isReady = poll(&waiting, 1, Int32(seconds * 1000)) == 1
    if !isReady { throw Client.Failure(errno: ETIMEDOUT) }
  }

  private static func check(_ result: Int32) throws {
    if result < 0 { throw Client.Failure(errno: errno) }
  }

  /// Gives an address and a port in the kernel's form.
  static func withAddress(
    _ text: String, _ port: UInt16,
    _ body: (UnsafePointer<sockaddr>, socklen_t) throws -> Void
  ) throws {
    var (four, six) = (sockaddr_in(), sockaddr_in6())
    (four.sin_family, six.sin6_family) = (sa_family_t(AF_INET), sa_family_t(AF_INET6))
    (four.sin_port, six.sin6_port) = (port.bigEndian, port.bigEndian)
    if inet_pton(AF_INET, text, &four.sin_addr) == 1 {
      try withGeneric(four, body)
    } else if inet_pton(AF_INET6, text, &six.sin6_addr) == 1 {
      try withGeneric(six, body)
    } else {
      throw Client.Failure(errno: EINVAL)
    }
  }

  private static func withGeneric<Address>(
    _ address: Address, _ body: (UnsafePointer<sockaddr>, socklen_t) throws -> Void
  ) throws {
    try withUnsafePointer(to: address) {
      try $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        try body($0, socklen_t(MemoryLayout<Address>.size))
      }
    }
  }
}

/// An HTTP response that has arrived whole.
private struct Response {
  let body: String

  /// Nil while some of it is missing.
  init?(_ text: String, isComplete: Bool) {
    guard let end = text.range(of: "\r\n\r\n") else { return nil }
    let body = text[end.upperBound...]
    let length = text[..<end.lowerBound].split(separator: "\r\n")
      .first { $0.lowercased().hasPrefix("content-length:") }
      .flatMap { Int($0.split(separator: ":")[1].trimmingCharacters(in: .whitespaces)) }
    guard length.map({ body.utf8.count >= $0 }) ?? isComplete else { return nil }
    self.body = body.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
