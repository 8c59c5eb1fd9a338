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

  /// - Parameter bytes: How many the file has, of which an event takes some.
  init(of bytes: Int) { events.reserveCapacity(min(Self.capacity, bytes / 8)) }

  func word(_ index: Int32) -> String? { index < 0 ? nil : words[Int(index)] }

  mutating func add(word: UnsafeMutablePointer<UInt8>) -> Int32 {
    words.append(String(cString: word))
    return Int32(words.count - 1)
  }
}
