import Foundation
import IPAddressing
import TestSupport

/// Sockets of two namespaces, driven by one thread: a socket stays in the namespace it was made in.
enum Transfer {
  struct Failure: Error {
    let step: String
    let errno: Int32
  }

  /// Sends `count` bytes over a new TCP connection and checks that they arrive as they were.
  static func tcp(
    from client: String, to server: String, _ clientAddress: IPAddress, _ serverAddress: IPAddress,
    port: UInt16 = 80, count: Int
  ) throws {
    try withConnection(from: client, to: server, clientAddress, serverAddress, port) {
      sender, receiver in
      try setNonBlocking(receiver)
      try send(count, from: sender, to: receiver)
    }
  }

  /// Both ends are driven in turn, so that neither waits for the other.
  private static func send(_ count: Int, from sender: Int32, to receiver: Int32) throws {
    let pattern = (0..<(1 << 16) + 1).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
    var sent = 0
    var received = 0
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while received < count {
      while sent < count {
        let start = sent % pattern.count
        let length = min(pattern.count - start, count - sent)
        let written = pattern.withUnsafeBytes {
          Foundation.send(sender, $0.baseAddress?.advanced(by: start), length, Int32(MSG_NOSIGNAL))
        }
        if written < 0, errno == EAGAIN { break }
        try check("send", Int32(truncatingIfNeeded: written))
        sent += written
      }
      try wait(receiver, POLLIN, "receive")
      let read = recv(receiver, &buffer, buffer.count, 0)
      try check("receive", Int32(truncatingIfNeeded: read))
      for index in 0..<read where buffer[index] != pattern[(received + index) % pattern.count] {
        throw Failure(step: "byte \(received + index) is another", errno: 0)
      }
      received += read
    }
  }

  /// Sends one datagram and its answer, of the same size, back.
  static func udp(
    between client: String, _ server: String, _ clientAddress: IPAddress,
    _ serverAddress: IPAddress, port: UInt16 = 53, count: Int
  ) throws {
    let receiver = try NetworkNamespace.enter(server) {
      try bound(SOCK_DGRAM, serverAddress, port)
    }
    defer { close(receiver) }
    let sender = try NetworkNamespace.enter(client) {
      try bound(SOCK_DGRAM, clientAddress, 4000)
    }
    defer { close(sender) }
    try connect(sender, serverAddress, port)
    try connect(receiver, clientAddress, 4000)
    let request = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
    try exchange(request, from: sender, to: receiver)
    try exchange(request.reversed(), from: receiver, to: sender)
  }

  /// Sends ten datagrams with one call (UDP_SEGMENT of udp(7)) and gives how many arrive whole.
  static func udpSegments(
    from client: String, to server: String, _ clientAddress: IPAddress, _ serverAddress: IPAddress
  ) throws -> Int {
    let receiver = try NetworkNamespace.enter(server) { try bound(SOCK_DGRAM, serverAddress, 54) }
    defer { close(receiver) }
    let sender = try NetworkNamespace.enter(client) { try bound(SOCK_DGRAM, clientAddress, 0) }
    defer { close(sender) }
    try connect(sender, serverAddress, 54)
    var size: Int32 = 1200
    try check("UDP_SEGMENT", setsockopt(sender, Int32(IPPROTO_UDP), 103, &size, 4))
    let bytes = [UInt8](repeating: 7, count: 12_000)
    try check("send", Int32(Foundation.send(sender, bytes, bytes.count, 0)))
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    for arrived in 0..<10 {
      var waiting = pollfd(fd: receiver, events: Int16(POLLIN), revents: 0)
      guard poll(&waiting, 1, 5000) == 1, recv(receiver, &buffer, buffer.count, 0) == 1200
      else { return arrived }
    }
    return 10
  }

  /// The error that a UDP or TCP client gets from a server's side: errno.
  static func refusal(
    _ type: __socket_type, from client: String, to address: IPAddress, port: UInt16
  ) throws -> Int32 {
    let descriptor = try NetworkNamespace.enter(client) { try open(type, address) }
    defer { close(descriptor) }
    do {
      try connect(descriptor, address, port)
      if type == SOCK_DGRAM { _ = Foundation.send(descriptor, [1], 1, 0) }
      try wait(descriptor, POLLIN, "refusal")
    } catch let failure as Failure {
      return failure.errno
    }
    var byte: UInt8 = 0
    return recv(descriptor, &byte, 1, 0) < 0 ? errno : 0
  }

  /// The error at a client that goes on sending after `meanwhile`: errno, 0 for none.
  static func resetByPeer(
    from client: String, to server: String, _ clientAddress: IPAddress, _ serverAddress: IPAddress,
    port: UInt16 = 82, meanwhile: () throws -> Void
  ) throws -> Int32 {
    try withConnection(from: client, to: server, clientAddress, serverAddress, port) { sender, _ in
      try meanwhile()
      let bytes = [UInt8](repeating: 1, count: 50_000)
      try check(
        "send", Int32(Foundation.send(sender, bytes, bytes.count, Int32(MSG_NOSIGNAL))))
      try wait(sender, POLLIN, "reset")
      var byte: UInt8 = 0
      return recv(sender, &byte, 1, 0) < 0 ? errno : 0
    }
  }

  /// A new TCP connection's two sockets: the one that connected, and the one that was accepted.
  private static func withConnection<Result>(
    from client: String, to server: String, _ clientAddress: IPAddress, _ serverAddress: IPAddress,
    _ port: UInt16, _ body: (_ sender: Int32, _ receiver: Int32) throws -> Result
  ) throws -> Result {
    let listener = try NetworkNamespace.enter(server) {
      try bound(SOCK_STREAM, serverAddress, port)
    }
    defer { close(listener) }
    try check("listen", listen(listener, 8))
    let sender = try NetworkNamespace.enter(client) { try bound(SOCK_STREAM, clientAddress, 0) }
    defer { close(sender) }
    try connect(sender, serverAddress, port)
    try wait(listener, POLLIN, "accept")
    let receiver = accept(listener, nil, nil)
    try check("accept", receiver)
    defer { close(receiver) }
    return try body(sender, receiver)
  }

  private static func exchange(
    _ bytes: [UInt8], from sender: Int32, to receiver: Int32
  ) throws {
    try check("send", Int32(Foundation.send(sender, bytes, bytes.count, 0)))
    try wait(receiver, POLLIN, "receive")
    var buffer = [UInt8](repeating: 0, count: 1 << 17)
    let count = recv(receiver, &buffer, buffer.count, 0)
    try check("receive", Int32(count))
    if Array(buffer.prefix(count)) != bytes {
      throw Failure(step: "the datagram is another", errno: 0)
    }
  }

  private static func open(_ type: __socket_type, _ address: IPAddress) throws -> Int32 {
    let descriptor = socket(
      address.isIPv4 ? AF_INET : AF_INET6, Int32(type.rawValue) | O_CLOEXEC, 0)
    try check("socket", descriptor)
    return descriptor
  }

  private static func bound(
    _ type: __socket_type, _ address: IPAddress, _ port: UInt16
  ) throws -> Int32 {
    let descriptor = try open(type, address)
    var reuse: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, 4)
    try withAddress(address, port) { try check("bind", bind(descriptor, $0, $1)) }
    return descriptor
  }

  private static func connect(_ descriptor: Int32, _ address: IPAddress, _ port: UInt16) throws {
    try setNonBlocking(descriptor)
    try withAddress(address, port) { pointer, length in
      if Foundation.connect(descriptor, pointer, length) == 0 { return }
      guard errno == EINPROGRESS else { throw Failure(step: "connect", errno: errno) }
    }
    try wait(descriptor, POLLOUT, "connect")
    var code: Int32 = 0
    var size: socklen_t = 4
    getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size)
    if code != 0 { throw Failure(step: "connect", errno: code) }
  }

  private static func setNonBlocking(_ descriptor: Int32) throws {
    try check("fcntl", fcntl(descriptor, F_SETFL, O_NONBLOCK))
  }

  private static func wait(_ descriptor: Int32, _ event: Int32, _ step: String) throws {
    var waiting = pollfd(fd: descriptor, events: Int16(event), revents: 0)
    if poll(&waiting, 1, 10_000) != 1 { throw Failure(step: step, errno: ETIMEDOUT) }
  }

  private static func check(_ step: String, _ result: Int32) throws {
    if result < 0 { throw Failure(step: step, errno: errno) }
  }

  /// With a struct sockaddr_in or sockaddr_in6.
  private static func withAddress(
    _ address: IPAddress, _ port: UInt16,
    _ body: (UnsafePointer<sockaddr>, socklen_t) throws -> Void
  ) throws {
    var bytes: [UInt8] = []
    withUnsafeBytes(of: UInt16(address.isIPv4 ? AF_INET : AF_INET6)) { bytes += $0 }
    bytes += Packets.word(port)
    if !address.isIPv4 { bytes += [0, 0, 0, 0] }
    bytes += address.bytes
    bytes += [UInt8](repeating: 0, count: address.isIPv4 ? 8 : 4)
    try bytes.withUnsafeBytes {
      guard let pointer = $0.bindMemory(to: sockaddr.self).baseAddress else { return }
      try body(pointer, socklen_t($0.count))
    }
  }
}
