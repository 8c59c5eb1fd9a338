import Glibc
import PacketCapture
import RunDirectory

/// Takes frames from links and writes them into a file until something ends it.
final class Capture {
  enum Ending {
    /// As many packets, or seconds, as were asked for.
    case complete
    case signal(Int32)
    /// Who read the pipe has gone.
    case readerGone
    /// errno of the file.
    case unwritable(Int32)
    case namespaceGone
    case failed(CaptureError)
  }

  /// Seconds between two looks at what may have gone.
  private static let vigilance = 0.2
  /// Frames that are written at once at most.
  private static let batchSize = 512

  private let points: [CapturePoint]
  private let file: CaptureFile
  private let limit: Int
  private let deadline: MonotonicTime?

  init(_ points: [CapturePoint], into file: CaptureFile, count: Int?, seconds: Double?) {
    self.points = points
    self.file = file
    limit = count ?? .max
    deadline = seconds.map { MonotonicTime.now + $0 }
  }

  /// Packets in the file.
  var written: Int { file.written }

  /// Frames that found no room while they waited to be taken.
  var missed: Int { points.reduce(0) { $0 + $1.socket.missed() } }

  func run() -> Ending {
    var nextLook = MonotonicTime.now
    while true {
      if let signal = Interruption.signal { return .signal(signal) }
      guard written < limit, deadline.map({ MonotonicTime.now < $0 }) ?? true else {
        return .complete
      }
      if nextLook <= .now {
        guard points.allSatisfy(\.isInPlace) else { return .namespaceGone }
        nextLook = .now + Self.vigilance
      }
      if let ending = turn(until: min(nextLook, deadline ?? nextLook)) { return ending }
    }
  }

  /// Waits for frames and writes what has come; nil to go on.
  private func turn(until time: MonotonicTime) -> Ending? {
    var entries = points.map { pollfd(fd: $0.socket.descriptor, events: Int16(POLLIN), revents: 0) }
    // Asked for nothing, it tells of a pipe that nobody reads any more.
    entries.append(pollfd(fd: file.descriptor, events: 0, revents: 0))
    let milliseconds = Int32((max(0, time - MonotonicTime.now) * 1000).rounded(.up))
    guard poll(&entries, nfds_t(entries.count), milliseconds) > 0 else { return nil }
    guard entries.removeLast().revents == 0 else { return .readerGone }
    var frames: [CapturedFrame] = []
    do throws(CaptureError) {
      for (point, entry) in zip(points, entries) where entry.revents != 0 {
        try take(from: point.socket, &frames)
      }
    } catch {
      return .failed(error)
    }
    // Each link's are in order.
    if points.count > 1 { frames.sort { $0.time < $1.time } }
    return write(frames.prefix(limit - written))
  }

  private func take(
    from socket: CaptureSocket, _ frames: inout [CapturedFrame]
  ) throws(CaptureError) {
    let end = frames.count + Self.batchSize
    while frames.count < end {
      do throws(CaptureError) {
        guard let frame = try socket.next() else { return }
        frames.append(frame)
      } catch {
        // A link that goes down may come up again; one that has gone takes its namespace's name.
        guard error.code == ENETDOWN || error.code == EINTR else { throw error }
        return
      }
    }
  }

  private func write(_ frames: ArraySlice<CapturedFrame>) -> Ending? {
    var bytes: [UInt8] = []
    var ends: [Int] = []
    for frame in frames {
      PcapFormat.append(frame, to: &bytes)
      ends.append(bytes.count)
    }
    do throws(CaptureFile.Obstacle) {
      try file.append(bytes, packetEnds: ends)
      return nil
    } catch {
      switch error {
      case .signal(let number): return .signal(number)
      case .failure(EPIPE): return .readerGone
      case .failure(let code): return .unwritable(code)
      }
    }
  }
}
