import Diagnostics
import Threads

/// The events of a file, read ahead on a thread of their own.
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
        Pipeline.run(ahead: 8, make: { reader.next() }, take: take)
      }
      return failure
    }
  }
}
