/// The line that a range starts in, and a caret line under it.
package struct SourceExcerpt: Hashable, Sendable {
  /// From 1.
  package let line: Int
  /// The source line, cut to what is worth showing, control characters made visible.
  package let text: String
  /// Spaces, then `^` under each column of the range, in step with `text`.
  package let carets: String

  /// How much of a long line is shown, in columns of the terminal.
  package static let width = 120

  /// Nil when the file has no such line.
  package init?(_ range: SourceRange, in file: SourceFile) {
    self.init(range, in: SourceLines(file))
  }

  /// What a range within one line holds, as it stands in the file; nil when it has no such line.
  package static func text(of range: SourceRange, in file: SourceFile) -> String? {
    guard range.start.line == range.end.line, let bytes = SourceLines(file)[range.start.line] else {
      return nil
    }
    let characters = String(decoding: bytes, as: UTF8.self).unicodeScalars
    let held = characters.dropFirst(range.start.column - 1)
      .prefix(range.end.column - range.start.column)
    return String(String.UnicodeScalarView(held))
  }

  init?(_ range: SourceRange, in lines: SourceLines) {
    guard let bytes = lines[range.start.line] else { return nil }
    let characters = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
    let first = min(max(range.start.column - 1, 0), characters.count)
    let end = range.end.line == range.start.line ? range.end.column - 1 : characters.count
    let last = min(max(end, first + 1), max(characters.count, first + 1))
    // A window that keeps the range in sight, with some of what stands before it.
    let start = first > Self.width * 2 / 3 ? first - Self.width / 3 : 0
    var text = start > 0 ? "…" : ""
    var carets = start > 0 ? " " : ""
    var width = start > 0 ? 1 : 0
    var index = start
    while index < max(characters.count, last) {
      guard width < Self.width else {
        text += "…"
        break
      }
      let shown = index < characters.count ? Self.visible(characters[index]) : (text: "", width: 1)
      text += shown.text
      carets += String(
        repeating: (first..<last).contains(index) ? "^" : " ", count: shown.width)
      width += shown.width
      index += 1
    }
    line = range.start.line
    self.text = text
    self.carets = String(carets.reversed().drop { $0 == " " }.reversed())
  }

  /// A character as it is shown, and how many columns it takes.
  private static func visible(_ scalar: Unicode.Scalar) -> (text: String, width: Int) {
    if scalar == "\t" { return ("  ", 2) }
    let escaped = String(scalar).escapingControlCharacters
    if escaped.unicodeScalars.count != 1 || escaped.unicodeScalars.first != scalar {
      return (escaped, escaped.unicodeScalars.count)
    }
    return (String(scalar), scalar.columns)
  }
}

extension Unicode.Scalar {
  /// Columns of a terminal: 0 for combining marks, 2 for East Asian wide characters and emoji.
  fileprivate var columns: Int {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    switch value {
    case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff,
      0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1faff, 0x20000...0x3fffd:
      return 2
    default: return 1
    }
  }
}
