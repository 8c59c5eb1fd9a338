import Foundation
import TestSupport

/// A host of the lab that sends back every datagram that comes to its port, and remembers it.
final class EchoingHost {
  let name: String
  private var descriptors: [Int32] = []
  /// What has come, in order.
  private(set) var received: [String] = []

  init(_ name: String, namespace: String, port: UInt16) throws {
    self.name = name
    try NetworkNamespace.enter(namespace) {
      for (family, any) in [(AF_INET, "0.0.0.0"), (AF_INET6, "::")] {
        let type = Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(family, type, 0)
        if descriptor < 0 { throw Client.Failure(errno: errno) }
        descriptors.append(descriptor)
        var only: Int32 = 1
        // IPV6_V6ONLY (ipv6(7)).
        if family == AF_INET6 { setsockopt(descriptor, 41, 26, &only, 4) }
        try Connection.withAddress(any, port) {
          if bind(descriptor, $0, $1) != 0 { throw Client.Failure(errno: errno) }
        }
      }
    }
  }

  deinit { for descriptor in descriptors { close(descriptor) } }

  /// Answers what is there.
  func answer() {
    var buffer = [UInt8](repeating: 0, count: 100)
    for descriptor in descriptors {
      while true {
        var sender = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let isRead = withUnsafeMutablePointer(to: &sender) { storage in
          storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
            let count = recvfrom(descriptor, &buffer, buffer.count, 0, address, &length)
            guard count >= 0 else { return false }
            received.append(String(decoding: buffer[..<count], as: UTF8.self))
            // Whoever has no way back is not answered.
            _ = sendto(descriptor, buffer, count, 0, address, length)
            return true
          }
        }
        if !isRead { break }
      }
    }
  }
}
