import Foundation

/// A packet(7) socket on one link: sends and receives whole Ethernet frames.
final class PacketSocket: Sendable {
  struct Failure: Error {
    let step: String
    let errno: Int32
  }

  private let descriptor: Int32

  /// On a link of the calling thread's namespace; frames that are sent there by others are not
  /// received, only what comes in.
  init(_ link: String) throws {
    descriptor = socket(17, Int32(SOCK_RAW.rawValue), Int32(UInt16(3).bigEndian))  // ETH_P_ALL
    try Self.check("socket", descriptor)
    var ignoresOutgoing: Int32 = 1
    try Self.check("ignore outgoing", setsockopt(descriptor, 263, 23, &ignoresOutgoing, 4))
    var size: Int32 = 4 << 20
    try Self.check(
      "buffer", setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &size, 4))
    // struct sockaddr_ll: family, protocol, index, and 12 bytes that bind(2) does not read.
    var address: [UInt8] = []
    withUnsafeBytes(of: UInt16(17)) { address += $0 }
    withUnsafeBytes(of: UInt16(3).bigEndian) { address += $0 }
    withUnsafeBytes(of: if_nametoindex(link)) { address += $0 }
    address += [UInt8](repeating: 0, count: 12)
    let bound = address.withUnsafeBytes {
      bind(
        descriptor, $0.bindMemory(to: sockaddr.self).baseAddress, socklen_t(address.count))
    }
    try Self.check("bind to \(link)", bound)
  }

  deinit { close(descriptor) }

  func send(_ frame: [UInt8]) throws {
    let count = Foundation.send(descriptor, frame, frame.count, 0)
    if count != frame.count { throw Failure(step: "send", errno: errno) }
  }

  /// The next frame, or nil when none comes in time.
  func receive(milliseconds: Int32 = 5000) throws -> [UInt8]? {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&waiting, 1, milliseconds) == 1 else { return nil }
    var buffer = [UInt8](repeating: 0, count: 1 << 17)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    if count < 0 { throw Failure(step: "receive", errno: errno) }
    return Array(buffer.prefix(count))
  }

  private static func check(_ step: String, _ result: Int32) throws {
    if result < 0 { throw Failure(step: step, errno: errno) }
  }
}
