package import FoundationEssentials
import Glibc

/// Whole files, written so that a reader sees the old content or the new one.
///
/// `/run` does not outlive the kernel, so nothing is synced: only killed writers and full disks
/// matter, and a rename answers both.
package enum AtomicFile {
  /// Writes a file of mode 0600 beside `path`, then renames it over that.
  package static func write(_ data: Data, to path: String) throws(RunDirectoryError) {
    let (directory, name) = split(path)
    let temporary = "\(directory)/.\(name).\(getpid())"
    // Left behind by a killed process with our pid: nobody else writes a name with it.
    unlink(temporary)
    let descriptor = open(
      temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .last("create \(temporary)") }
    let written = data.withUnsafeBytes { writeAll($0, to: descriptor) }
    if !written || rename(temporary, path) != 0 {
      let error = RunDirectoryError.last("write \(path)")
      close(descriptor)
      unlink(temporary)
      throw error
    }
    close(descriptor)
  }

  /// The file's content, or nil if there is no such file.
  /// - Throws: `corrupt` above `limit` bytes, and for what is no regular file: a FIFO's end never comes.
  package static func read(
    _ path: String, limit: Int = 64 << 20
  ) throws(RunDirectoryError) -> Data? {
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw .last("open \(path)")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .corrupt(path: path, reason: "it is no regular file")
    }
    var data = Data()
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count == 0 { return data }
      guard count > 0 else {
        if errno == EINTR { continue }
        throw .last("read \(path)")
      }
      data.append(contentsOf: chunk[..<count])
      guard data.count <= limit else {
        throw .corrupt(path: path, reason: "it has more than \(limit) bytes")
      }
    }
  }

  private static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
    var rest = bytes
    while let start = rest.baseAddress, !rest.isEmpty {
      let count = Glibc.write(descriptor, start, rest.count)
      if count < 0 {
        if errno == EINTR { continue }
        return false
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
    return true
  }

  private static func split(_ path: String) -> (directory: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    return (String(path[..<slash]), String(path[path.index(after: slash)...]))
  }
}

extension AtomicFile {
  /// Writes the value as JSON with sorted keys: equal values make equal bytes.
  package static func writeJSON(
    _ value: some Encodable, to path: String
  ) throws(RunDirectoryError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let data: Data
    do {
      data = try encoder.encode(value)
    } catch {
      throw .corrupt(path: path, reason: "its value cannot be encoded: \(error)")
    }
    try write(data, to: path)
  }

  /// The value in a JSON file, or nil if there is no such file.
  package static func readJSON<Value: Decodable>(
    _ type: Value.Type, from path: String
  ) throws(RunDirectoryError) -> Value? {
    guard let data = try read(path) else { return nil }
    do {
      return try JSONDecoder().decode(type, from: data)
    } catch {
      throw .corrupt(path: path, reason: "\(error)")
    }
  }
}
