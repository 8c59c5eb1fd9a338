import Diagnostics

/// The events of one piece of a file, read by a parser of its own.
///
/// A parser's state at the start of a line inside two block mappings is the columns of the two and
/// no more. So a piece that is read as if it stood under a key of the root has the events that a
/// parser of the whole file has there, if the piece before it, taken for a whole file, ends inside
/// two such mappings; all but the marks of what the end of a file itself ends, which tell nothing.
struct EventPiece: Sendable {
  /// Without the events of the two mappings that are open around it.
  private(set) var batch: EventBatch
  /// Whether the events are those of the whole file, if the piece before is sound.
  private(set) var isSound = false

  /// Collections in each other: what is deeper is refused anyway, by who reads the whole file.
  private static let deepest = SyntaxLimits.standard.depth + 2

  /// - Parameters:
  ///   - bytes: those of the piece.
  ///   - indentation: the spaces that its entries begin with.
  ///   - isFirst: whether nothing is before it.
  ///   - isLast: whether nothing follows it.
  init(
    _ bytes: Slice<UnsafeBufferPointer<UInt8>>, indentation: Int, isFirst: Bool, isLast: Bool
  ) {
    // Under a key of the root, an empty one on a line of its own.
    let file = SourceFile(path: "", bytes: (isFirst ? [] : Array("\"\":\n".utf8)) + bytes)
    let hasEnded: Bool
    (batch, hasEnded) = file.bytes.withUnsafeBufferPointer { bytes in
      var reader = EventReader(file, from: 0, bytes)
      let batch = reader.next(limit: .max, deepest: Self.deepest) ?? EventBatch(of: 0)
      return (batch, reader.hasEnded)
    }
    // Of its lines that one is none of the file's.
    if !isFirst { batch.firstLine = UInt32.max }
    guard hasEnded, batch.failure == nil, !batch.hasMarks, isLast || takeEnd(indentation),
      isFirst || takeStart(indentation)
    else { return }
    isSound = true
  }

  /// How many lines of the file it has.
  var lines: UInt32 { batch.lines &+ batch.firstLine }

  /// Puts it after so many lines of the file.
  mutating func move(behind lines: UInt32) { batch.firstLine &+= lines }

  /// Removes the document's start, the root's, its one key and the start of what is under it.
  private mutating func takeStart(_ indentation: Int) -> Bool {
    let events = batch.events
    guard events.count > 4, isBlock(events[1], at: 0, first: events[2]),
      isBlock(events[3], at: indentation, first: events[4])
    else { return false }
    batch.events.removeFirst(4)
    return true
  }

  /// Removes the ends of the two mappings that the end of the text ended.
  private mutating func takeEnd(_ indentation: Int) -> Bool {
    let events = batch.events
    var depth = 0
    // Where the last collections of the first two levels begin.
    var (root, inner) = (0, 0)
    for (index, event) in events.enumerated() {
      switch event.kind {
      case .sequenceStart, .mappingStart:
        if depth == 0 { root = index }
        if depth == 1 { inner = index }
        depth += 1
      case .sequenceEnd, .mappingEnd: depth -= 1
      case .plain, .quoted, .alias, .documentStart: break
      }
    }
    guard inner > root, events.count > inner + 3, events.suffix(2).allSatisfy(\.isEnd),
      isBlock(events[root], at: 0, first: events[root + 1]),
      isBlock(events[inner], at: indentation, first: events[inner + 1]),
      // What is missing, such as the value of `? key`, is said to be where the text ends.
      let last = events.last(where: { !$0.isEnd }), last.startLine <= batch.lines
    else { return false }
    batch.events.removeLast(2)
    return true
  }

  private func isBlock(
    _ event: SyntaxEvent, at indentation: Int, first: SyntaxEvent
  ) -> Bool {
    // After `? ` the key stands further right than its mapping.
    event.kind == .mappingStart && !event.isFlow && Int(event.startColumn) == indentation + 1
      && Int(first.startColumn) == indentation + 1
  }
}
