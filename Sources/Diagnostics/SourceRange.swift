/// A stretch of one file, from `start` up to but not including `end`.
package struct SourceRange: Hashable, Sendable, Codable {
  /// The file's path as the user named it.
  package let file: String
  package let start: SourcePosition
  package let end: SourcePosition

  package init(file: String, start: SourcePosition, end: SourcePosition) {
    self.file = file
    self.start = start
    self.end = end
  }
}

extension SourceRange: Comparable {
  package static func < (left: SourceRange, right: SourceRange) -> Bool {
    (left.file, left.start, left.end) < (right.file, right.start, right.end)
  }
}

extension SourceRange: CustomStringConvertible {
  /// `file:line:column`.
  package var description: String { "\(file):\(start.line):\(start.column)" }
}
