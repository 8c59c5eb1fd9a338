/// One of libyaml's events, with its places; lines and columns count from 1.
///
/// Its texts are in the batch that holds it: nothing on the heap.
struct SyntaxEvent {
  enum Kind: UInt8 {
    case plain
    case quoted
    case sequenceStart
    case sequenceEnd
    case mappingStart
    case mappingEnd
    case alias
    case documentStart
  }

  var kind: Kind
  /// Whether a collection is written with brackets or braces.
  var isFlow = false
  /// Of the batch's words: an anchor, or what an alias names; -1 without one.
  var anchor: Int32 = -1
  /// Of the batch's words; -1 without one.
  var tag: Int32 = -1
  /// A scalar's stretch of the batch's text.
  var first: UInt32 = 0
  var count: UInt32 = 0
  var startLine: UInt32
  var startColumn: UInt32
  var endLine: UInt32
  var endColumn: UInt32

  /// Whether it ends a collection.
  var isEnd: Bool { kind == .sequenceEnd || kind == .mappingEnd }
}
