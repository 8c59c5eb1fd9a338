package import Glibc

/// A Unix socket's address, in the file system or abstract (unix(7)).
package struct UnixSocketAddress {
  private var storage: sockaddr_un
  private var length = socklen_t(MemoryLayout<sockaddr_un>.size)

  /// Nil if the path does not fit: 107 bytes.
  package init?(path: String) {
    storage = sockaddr_un()
    storage.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: storage.sun_path) else { return nil }
    withUnsafeMutableBytes(of: &storage.sun_path) { $0.copyBytes(from: bytes) }
  }

  /// A name of no file; what does not fit in 107 bytes is cut off.
  init(abstract name: String) {
    storage = sockaddr_un()
    storage.sun_family = sa_family_t(AF_UNIX)
    let bytes = [0] + name.utf8.prefix(MemoryLayout.size(ofValue: storage.sun_path) - 1)
    withUnsafeMutableBytes(of: &storage.sun_path) { $0.copyBytes(from: bytes) }
    length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
  }

  /// Passes the address to bind(2) or connect(2).
  package func withSocketAddress<Result>(
    _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) -> Result {
    withUnsafePointer(to: storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, length)
      }
    }
  }
}
