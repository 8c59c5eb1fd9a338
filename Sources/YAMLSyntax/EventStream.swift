import Diagnostics
import Threads

/// The events of a file, read ahead on threads of their own.
enum EventStream {
  /// Below so many bytes a thread costs more than it saves.
  private static let pipelined = 1 << 18

  /// Reads events until the end, a fault, or until `accept` says false.
  ///
  /// - Returns: the syntax error that ended the stream, if one did.
  static func read(
    _ file: SourceFile, from start: Int, _ accept: (EventBatch) -> Bool
  ) -> Diagnostic? {
    file.bytes.withUnsafeBufferPointer { bytes in
      var reader = EventReader(file, from: start, UnsafeBufferPointer(rebasing: bytes[start...]))
      var failure: Diagnostic?
      func take(_ batch: EventBatch) -> Bool {
        guard accept(batch) else { return false }
        failure = batch.failure
        return true
      }
      if bytes.count < pipelined {
        while let batch = reader.next(), take(batch) {}
      } else {
        Pipeline.run(ahead: 8, make: { _ in reader.next() }, take: take)
      }
      return failure
    }
  }

  /// Reads a file piece by piece on all processors, until the end or until `accept` says false.
  ///
  /// - Returns: false for a file that is not long, or that only one parser can read, such as one with
  ///   a syntax error; what was accepted of it means nothing.
  static func readPieces(
    _ file: SourceFile, from start: Int, size: Int = TextPieces.size,
    _ accept: (EventBatch) -> Bool
  ) -> Bool {
    file.bytes.withUnsafeBufferPointer { bytes in
      let pieces = TextPieces(bytes, from: start, size: size)
      let count = pieces.ranges.count
      guard count > 1 else { return false }
      var lines: UInt32 = 0
      var isSound = true
      Pipeline.run(makers: Parallel.threads, ahead: Parallel.threads * 3) { index in
        guard index < count else { return nil }
        return EventPiece(
          bytes[pieces.ranges[index]], indentation: pieces.indentation, isFirst: index == 0,
          isLast: index == count - 1)
      } take: { (piece: consuming EventPiece) in
        isSound = piece.isSound
        piece.move(behind: lines)
        lines = piece.lines
        return isSound && accept(piece.batch)
      }
      return isSound
    }
  }
}
