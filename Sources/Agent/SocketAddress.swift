import Glibc
import IPAddressing

/// An IPv4 or IPv6 transport address as bind(2) and connect(2) take it (ip(7), ipv6(7)).
struct SocketAddress {
  let address: IPAddress
  let port: Int

  var domain: Int32 { address.isIPv4 ? AF_INET : AF_INET6 }

  func withSocketAddress<Result>(
    _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) -> Result {
    let port = in_port_t(truncatingIfNeeded: port).bigEndian
    if address.isIPv4 {
      var storage = sockaddr_in()
      storage.sin_family = sa_family_t(AF_INET)
      storage.sin_port = port
      withUnsafeMutableBytes(of: &storage.sin_addr) { $0.copyBytes(from: address.bytes) }
      return Self.pass(storage, body)
    }
    var storage = sockaddr_in6()
    storage.sin6_family = sa_family_t(AF_INET6)
    storage.sin6_port = port
    withUnsafeMutableBytes(of: &storage.sin6_addr) { $0.copyBytes(from: address.bytes) }
    return Self.pass(storage, body)
  }

  private static func pass<Storage, Result>(
    _ storage: Storage, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) -> Result {
    withUnsafePointer(to: storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<Storage>.size))
      }
    }
  }
}
