import FoundationEssentials
import Glibc

/// A client's connection to an agent's socket; every step ends by a deadline.
struct UnixConnection: ~Copyable {
  private let descriptor: Int32

  private init(descriptor: Int32) { self.descriptor = descriptor }

  /// - Throws: `agentDown` if nobody listens.
  static func open(
    _ path: String, deadline: MonotonicTime
  ) throws(RunDirectoryError) -> UnixConnection {
    guard let address = UnixSocketAddress(path: path) else {
      throw .unsafe(path: path, reason: "a socket's path has at most 107 bytes")
    }
    let descriptor = socket(
      AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    guard descriptor >= 0 else { throw .last("make a socket") }
    let connection = UnixConnection(descriptor: descriptor)
    try connection.connect(to: address, path: path, deadline: deadline)
    return connection
  }

  private func connect(
    to address: UnixSocketAddress, path: String, deadline: MonotonicTime
  ) throws(RunDirectoryError) {
    // A full backlog is EAGAIN, not a connection in progress (unix(7)): ask again until it has room.
    while address.withSocketAddress({ Glibc.connect(descriptor, $0, $1) }) != 0 {
      guard errno == EAGAIN || errno == EINTR, deadline > .now else {
        throw .agentDown(reason: "\(path): \(String(cString: strerror(errno)))")
      }
      poll(nil, 0, 10)
    }
  }

  deinit { close(descriptor) }

  func send(_ data: Data, deadline: MonotonicTime) throws(RunDirectoryError) {
    var rest = data[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        try wait(for: Int16(POLLOUT), deadline: deadline)
      } else if errno != EINTR {
        throw .agentDown(reason: String(cString: strerror(errno)))
      }
    }
  }

  /// What comes before the first line feed.
  func receiveLine(limit: Int, deadline: MonotonicTime) throws(RunDirectoryError) -> Data {
    var data = Data()
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = recv(descriptor, &chunk, chunk.count, 0)
      if count > 0 {
        if let end = chunk[..<count].firstIndex(of: UInt8(ascii: "\n")) {
          return data + chunk[..<end]
        }
        data.append(contentsOf: chunk[..<count])
        guard data.count <= limit else {
          throw .agentFailed(reason: "its answer has more than \(limit) bytes")
        }
      } else if count == 0 {
        throw .agentDown(reason: "it closed the connection without an answer")
      } else if errno == EAGAIN {
        try wait(for: Int16(POLLIN), deadline: deadline)
      } else if errno != EINTR {
        throw .agentDown(reason: String(cString: strerror(errno)))
      }
    }
  }

  private func wait(for events: Int16, deadline: MonotonicTime) throws(RunDirectoryError) {
    var entry = pollfd(fd: descriptor, events: events, revents: 0)
    let rest = deadline - .now
    guard rest > 0, poll(&entry, 1, Int32((rest * 1000).rounded(.up))) != 0 else {
      throw .agentDown(reason: "it did not answer in time")
    }
  }
}
