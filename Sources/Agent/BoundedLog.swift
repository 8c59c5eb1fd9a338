import FoundationEssentials
import Glibc
import RunDirectory

/// A file that a process appends to and that must not fill the disk.
///
/// The writer holds the file open and knows nothing of us, so the file itself stays: its end is
/// copied to `PATH.1`, then it is cut to nothing. Appending writes (O_APPEND) go on at its start.
enum BoundedLog {
  static let limit = 1 << 20
  private static let kept = 256 << 10

  /// Opens the log for a process; the descriptor is the caller's.
  static func open(_ path: String) throws(RunDirectoryError) -> Int32 {
    let descriptor = Glibc.open(
      path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .system(operation: "open \(path)", code: errno) }
    return descriptor
  }

  /// Cuts the log if it is longer than the limit.
  static func trim(_ path: String) throws(RunDirectoryError) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_size > limit else { return }
    try AtomicFile.write(Data(tail(of: path, kept)), to: "\(path).1")
    guard truncate(path, 0) == 0 else {
      throw .system(operation: "truncate \(path)", code: errno)
    }
  }

  /// How much has been written; 0 where there is no log.
  static func length(of path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  /// The last line that is not blank, at most so many characters, or nil.
  ///
  /// - Parameter start: what was there before counts no longer. A log that is shorter has been cut
  ///   since, and all of it counts.
  static func lastLine(of path: String, since start: Int, limit: Int = 200) -> String? {
    let length = length(of: path)
    let own = min(start <= length ? length - start : length, 4096)
    let text = String(decoding: tail(of: path, own), as: UTF8.self)
    let line = text.split(whereSeparator: \.isNewline).last { !$0.allSatisfy(\.isWhitespace) }
    return line.map { String($0.prefix(limit)) }
  }

  private static func tail(of path: String, _ count: Int) -> [UInt8] {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    let size = lseek(descriptor, 0, SEEK_END)
    var bytes = [UInt8](repeating: 0, count: count)
    let got = pread(descriptor, &bytes, count, max(0, size - off_t(count)))
    return Array(bytes.prefix(max(0, got)))
  }
}
