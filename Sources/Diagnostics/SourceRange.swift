/// A stretch of one file, from `start` up to but not including `end`: nothing on the heap.
package struct SourceRange: Hashable, Sendable {
  private let path: SourcePath
  package let start: SourcePosition
  package let end: SourcePosition

  package init(_ path: SourcePath, start: SourcePosition, end: SourcePosition) {
    self.path = path
    self.start = start
    self.end = end
  }

  package init(file: String, start: SourcePosition, end: SourcePosition) {
    self.init(SourcePath(file), start: start, end: end)
  }

  /// The file's path as the user named it.
  package var file: String { path.text }
}

extension SourceRange: Comparable {
  package static func < (left: SourceRange, right: SourceRange) -> Bool {
    (left.path, left.start, left.end) < (right.path, right.start, right.end)
  }
}

extension SourceRange: CustomStringConvertible {
  /// `file:line:column`.
  package var description: String { "\(file):\(start.line):\(start.column)" }
}
