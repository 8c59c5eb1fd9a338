import Glibc
import PacketCapture

/// A pcap file that grows by whole packets, or standard output.
final class CaptureFile {
  /// Why no more can be written.
  enum Obstacle: Error {
    case signal(Int32)
    /// errno.
    case failure(Int32)
  }

  let words: String
  let descriptor: Int32
  private let isRegular: Bool
  /// Bytes up to the end of the last whole packet.
  private var size = 0
  /// Whole packets that were written.
  private(set) var written = 0

  /// Opens a file, which is emptied, and writes its header.
  init(_ path: String) throws {
    words = path == "-" ? "standard output" : "`\(path)`"
    descriptor =
      path == "-"
      ? STDOUT_FILENO : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOCTTY | O_CLOEXEC, 0o666)
    let code = errno
    var status = stat()
    isRegular =
      path != "-" && fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    guard descriptor >= 0 else { throw failure(code) }
    do throws(Obstacle) {
      try append(PcapFormat.header, packetEnds: [])
    } catch {
      // A reader that has gone already is told of as one that goes later.
      if case .failure(let code) = error, code != EPIPE { throw failure(code) }
    }
  }

  deinit { if descriptor > STDERR_FILENO { close(descriptor) } }

  /// Writes packets; one that could not be written wholly is taken out again.
  ///
  /// - Parameter packetEnds: Where each ends in the bytes.
  func append(_ bytes: [UInt8], packetEnds: [Int]) throws(Obstacle) {
    var offset = 0
    while offset < bytes.count {
      let count = bytes.withUnsafeBytes {
        write(descriptor, $0.baseAddress?.advanced(by: offset), bytes.count - offset)
      }
      if count >= 0 {
        offset += count
        continue
      }
      let code = errno
      if code == EINTR {
        guard let signal = Interruption.signal else { continue }
        keepWhole(offset, packetEnds)
        throw .signal(signal)
      }
      keepWhole(offset, packetEnds)
      throw .failure(code)
    }
    written += packetEnds.count
    size += bytes.count
  }

  private func keepWhole(_ offset: Int, _ packetEnds: [Int]) {
    let whole = packetEnds.prefix { $0 <= offset }
    written += whole.count
    size += whole.last ?? 0
    if isRegular { ftruncate(descriptor, size) }
  }

  private func failure(_ code: Int32) -> CommandFailure {
    CommandFailure(.failure, "\(words) cannot be written: \(String(cString: strerror(code)))")
  }
}
