import Foundation
import TestSupport

/// A host of the lab that opens connections; sockets stay in the namespace they were made in.
struct Client {
  /// Why a socket did not do what was asked; the code is what the application sees.
  struct Failure: Error, Equatable, CustomStringConvertible {
    let errno: Int32

    var description: String { String(cString: strerror(errno)) }
  }

  let namespace: String

  /// Opens a TCP connection.
  ///
  /// - Throws: `Failure`; ETIMEDOUT when nobody answers in time.
  func connect(
    to address: String, port: UInt16, localPort: UInt16 = 0, seconds: Double = 5
  ) throws -> Connection {
    let connection = try socket(SOCK_STREAM, to: address)
    if localPort > 0 { try connection.bind(localPort) }
    try connection.connect(address, port, seconds: seconds)
    return connection
  }

  /// Fetches a page over a connection of its own: its body.
  func get(
    _ address: String, port: UInt16 = 80, path: String = "/resource", localPort: UInt16 = 0,
    seconds: Double = 5
  ) throws -> String {
    let connection = try connect(
      to: address, port: port, localPort: localPort, seconds: seconds)
    return try connection.get(path, host: address, seconds: seconds)
  }

  /// A page as soon as somebody serves it; the failure of the last attempt otherwise.
  @discardableResult
  func getEventually(
    _ address: String, port: UInt16 = 80, path: String = "/resource", within seconds: Double = 30
  ) throws -> String {
    let body = eventually(within: seconds) {
      try? get(address, port: port, path: path, seconds: 1)
    }
    return try body ?? get(address, port: port, path: path, seconds: 1)
  }

  /// A UDP socket that is connected, so that ICMP errors reach it.
  func datagrams(
    to address: String, port: UInt16, localPort: UInt16 = 0
  ) throws -> Connection {
    let connection = try socket(SOCK_DGRAM, to: address)
    if localPort > 0 { try connection.bind(localPort) }
    try connection.connect(address, port, seconds: 1)
    return connection
  }

  private func socket(_ type: __socket_type, to address: String) throws -> Connection {
    try NetworkNamespace.enter(namespace) { try Connection(type, to: address) }
  }
}
