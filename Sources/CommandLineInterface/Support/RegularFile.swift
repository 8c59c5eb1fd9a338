import FoundationEssentials
import Glibc

/// Reads files that a user names: regular ones only, so that nothing hangs, and never too much.
enum RegularFile {
  /// As many bytes as a topology file may have.
  static let topologyLimit = 256 << 20

  /// Why `read` gives nothing.
  static func obstacle(_ path: String, limit: Int) -> String {
    var status = stat()
    guard stat(path, &status) == 0 else { return String(cString: strerror(errno)) }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: return "it is a folder"
    case S_IFREG where status.st_size > limit: return "it is larger than \(limit >> 20) MiB"
    case S_IFREG:
      return access(path, R_OK) == 0 ? "reading it failed" : String(cString: strerror(errno))
    default: return "it is no regular file"
    }
  }

  /// Nil if it is no readable regular file of at most `limit` bytes.
  static func read(_ path: String, limit: Int) -> Data? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_size <= limit
    else { return nil }
    var data = Data()
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while data.count <= limit {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { return data }
      data.append(contentsOf: buffer[..<count])
    }
    return nil
  }
}
