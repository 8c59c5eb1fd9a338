/// What stands between two tokens: blanks, line breaks and comments.
struct TokenGap {
  struct Line {
    /// Without blanks around it; empty for a line that holds nothing.
    var comment: String
    /// Of the comment, from 0.
    var column: Int
  }

  /// Behind the first token, on its line.
  private(set) var trailingComment = ""
  /// Of that comment, counted from the gap's begin.
  private(set) var trailingColumn = 0
  /// Whole lines.
  private(set) var lines: [Line] = []
  /// Whether the second token begins a line.
  private(set) var breaksLine: Bool

  /// - Parameter startsLine: Whether the gap begins where a line does.
  init(_ text: ArraySlice<Unicode.Scalar>, startsLine: Bool) {
    breaksLine = startsLine
    var column = 0
    var comment = String.UnicodeScalarView()
    var commentColumn = 0
    var index = text.startIndex
    while index < text.endIndex {
      let scalar = text[index]
      index += 1
      guard scalar.isLineBreak else {
        if comment.isEmpty, scalar == "#" { commentColumn = column }
        if !comment.isEmpty || scalar == "#" { comment.append(scalar) }
        column += 1
        continue
      }
      if scalar == "\r", index < text.endIndex, text[index] == "\n" { index += 1 }
      end(Line(comment: Self.trimmed(comment), column: commentColumn))
      (column, comment) = (0, .init())
    }
    // Only the text's end can end a comment that no line break does.
    if !comment.isEmpty { end(Line(comment: Self.trimmed(comment), column: commentColumn)) }
  }

  var comments: [String] {
    ([trailingComment] + lines.map(\.comment)).filter { !$0.isEmpty }
  }

  private mutating func end(_ line: Line) {
    if breaksLine {
      lines.append(line)
    } else {
      (trailingComment, trailingColumn) = (line.comment, line.column)
      breaksLine = true
    }
  }

  private static func trimmed(_ text: String.UnicodeScalarView) -> String {
    var text = text
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return String(text)
  }
}

extension Unicode.Scalar {
  /// As libyaml has it (YAML 1.1, b-char).
  var isLineBreak: Bool {
    self == "\n" || self == "\r" || self == "\u{85}" || self == "\u{2028}" || self == "\u{2029}"
  }
}
