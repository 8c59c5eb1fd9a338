import Diagnostics

/// Events in order, as many as are worth handing from one thread to another.
struct EventBatch: Sendable {
  /// So many that handing them over costs next to nothing.
  static let capacity = 16_384

  var events: [SyntaxEvent] = []
  /// The scalars' bytes, one after the other.
  var text: [UInt8] = []
  /// Anchors, aliases and tags.
  var words: [String] = []
  /// The syntax error that follows the last event.
  var failure: Diagnostic?
  /// Whether a `%` directive, or a `...` at the end, says more than the events do.
  var hasMarks = false
  /// How many lines the text has, once it has ended.
  var lines: UInt32 = 0
  /// How many lines come before those that the events count.
  var firstLine: UInt32 = 0

  /// - Parameter bytes: How many the file has, of which an event takes some.
  init(of bytes: Int) {
    events.reserveCapacity(min(Self.capacity, bytes / 8))
    text.reserveCapacity(min(Self.capacity * 16, bytes))
  }

  func word(_ index: Int32) -> String? { index < 0 ? nil : words[Int(index)] }

  mutating func add(word: UnsafeMutablePointer<UInt8>) -> Int32 {
    words.append(String(cString: word))
    return Int32(words.count - 1)
  }
}
