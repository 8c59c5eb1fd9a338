/// Where a long file may be cut so that each piece can be read by itself: before lines that look like
/// entries of the maps under the root's keys.
///
/// Whether they are shows when the piece before is read: see `EventPiece`.
package struct TextPieces: Sendable {
  /// The spaces that such a line begins with.
  let indentation: Int
  /// In order, without gaps.
  private(set) var ranges: [Range<Int>] = []

  /// Bytes: enough to be worth a parser, few enough for all processors to have some.
  package static let size = 1 << 18
  /// How far from the start a first such line is looked for.
  private static let head = 1 << 16

  /// - Parameters:
  ///   - start: where the YAML begins.
  ///   - size: the least bytes of a piece.
  init(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, size: Int = Self.size) {
    var indentation = 0
    var line = start
    while indentation == 0, line < min(start + Self.head, bytes.count) {
      indentation = Self.indentationOfWord(bytes, at: line) ?? 0
      line = Self.nextLine(bytes, after: line)
    }
    self.indentation = indentation
    var first = start
    while indentation > 0, bytes.count - first > size {
      var cut = Self.nextLine(bytes, after: first + size - 1)
      while cut < bytes.count,
        Self.indentationOfWord(bytes, at: cut) != indentation
          || !Self.isIndented(bytes, before: cut)
      {
        cut = Self.nextLine(bytes, after: cut)
      }
      ranges.append(first..<cut)
      first = cut
    }
    if first < bytes.count { ranges.append(first..<bytes.count) }
  }

  private static func nextLine(_ bytes: UnsafeBufferPointer<UInt8>, after index: Int) -> Int {
    var index = index
    while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
    return min(index + 1, bytes.count)
  }

  /// Whether the last line before an index that is not empty is indented, so that what begins there
  /// is not the first under a key of the root.
  private static func isIndented(
    _ bytes: UnsafeBufferPointer<UInt8>, before index: Int
  ) -> Bool {
    var index = index - 1
    while index > 0, bytes[index] == UInt8(ascii: "\n") || bytes[index] == UInt8(ascii: "\r") {
      index -= 1
    }
    while index > 0, bytes[index - 1] != UInt8(ascii: "\n") { index -= 1 }
    return index >= 0 && bytes[index] == UInt8(ascii: " ")
  }

  /// The spaces of a line whose text begins with a letter, a digit or a quote; nil for any other.
  private static func indentationOfWord(
    _ bytes: UnsafeBufferPointer<UInt8>, at line: Int
  ) -> Int? {
    var index = line
    while index < bytes.count, bytes[index] == UInt8(ascii: " ") { index += 1 }
    guard index < bytes.count else { return nil }
    switch bytes[index] {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "\""), UInt8(ascii: "'"):
      return index - line
    default: return nil
    }
  }
}
