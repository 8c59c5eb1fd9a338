/// Sets tokens in canonical style. Lines stay lines; what changes is the space in and between them:
///
/// - two columns of indentation a level, in lists too; one empty line at most;
/// - one space after `:`, `,` and `-`, inside `{ }`, none inside `[ ]`;
/// - the values of neighbours `NAME: { … }` in one column, in maps that hold nothing but maps, and
///   likewise the comments behind lines.
struct Layout {
  /// A block collection that is open.
  private struct Level {
    var isMapping: Bool
    /// As it was written.
    var column: Int
    var indent: Int
    /// A list that was written in its key's own column.
    var isIndentless = false
    /// Tells mappings apart.
    var id: Int
  }

  private let text: [Unicode.Scalar]
  private var lines: [FormattedLine] = []
  private var line: FormattedLine.Code?
  private var levels: [Level] = []
  private var levelCount = 0
  private var flowDepth = 0
  /// The indentation of the line on which the outermost flow collection begins.
  private var flowIndent = 0
  private var previous: SyntaxToken?
  /// What was open at the previous token: comments behind it may belong there.
  private var previousLevels: [Level] = []
  private var isKeyNext = false
  /// Whether the text ends in a block that no line break ends: one would be a part of it.
  private var isOpenEnded = false

  /// - Parameter tokens: All of the text.
  static func text(of text: [Unicode.Scalar], _ tokens: [SyntaxToken]) -> String {
    var layout = Layout(text: text)
    for token in tokens { layout.accept(token) }
    return Alignment.text(of: layout.lines) + (layout.isOpenEnded ? "" : "\n")
  }

  private init(text: [Unicode.Scalar]) { self.text = text }

  private mutating func accept(_ token: SyntaxToken) {
    open(token)
    if !token.range.isEmpty || token.kind == .end { place(token) }
    if token.kind == .key { isKeyNext = true }
  }

  /// Opens and closes levels, before the token is placed.
  private mutating func open(_ token: SyntaxToken) {
    switch token.kind {
    case .blockMappingStart: push(isMapping: true, token)
    case .blockSequenceStart: push(isMapping: false, token)
    case .blockEntry where flowDepth == 0 && levels.last?.isMapping != false:
      push(isMapping: false, token)
      levels[levels.count - 1].isIndentless = true
    case .blockEnd:
      if levels.last?.isIndentless == true { levels.removeLast() }
      _ = levels.popLast()
    case .key where flowDepth == 0 && levels.last?.isIndentless == true: levels.removeLast()
    default: break
    }
  }

  private mutating func push(isMapping: Bool, _ token: SyntaxToken) {
    levelCount += 1
    levels.append(
      Level(
        isMapping: isMapping, column: token.column, indent: (levels.last?.indent ?? -2) + 2,
        id: levelCount))
  }

  private mutating func place(_ token: SyntaxToken) {
    let gap = TokenGap(
      text[(previous?.range.upperBound ?? 0)..<token.range.lowerBound], startsLine: line == nil)
    let indent = indent(of: token)
    if gap.breaksLine || token.kind == .end {
      let column = commentColumn(gap)
      if column != nil { line?.comment = gap.trailingComment }
      endLine()
      // Lines below a comment, in its column, go on with it.
      let rest = gap.lines.prefix { !$0.comment.isEmpty && $0.column == column }
      lines += rest.map { .code(FormattedLine.Code(indent: 0, text: "", comment: $0.comment)) }
      for other in gap.lines.dropFirst(rest.count) { add(other, before: token, indent) }
    }
    guard token.kind != .end else { return }
    if line == nil {
      line = FormattedLine.Code(indent: indent, text: "", mapping: levels.last?.id ?? 0)
    } else if let previous, Self.isSpaced(previous.kind, token.kind) {
      line?.text += " "
    }
    write(token)
    (previous, previousLevels, isKeyNext) = (token, levels, false)
  }

  /// Where the comment behind a line begins; nil if there is none.
  private func commentColumn(_ gap: TokenGap) -> Int? {
    guard !gap.trailingComment.isEmpty, let previous else { return nil }
    let before = text[..<previous.range.upperBound].lastIndex(where: \.isLineBreak) ?? -1
    return previous.range.upperBound - before - 1 + gap.trailingColumn
  }

  private mutating func endLine() {
    if let line { lines.append(.code(line)) }
    line = nil
  }

  private mutating func add(_ other: TokenGap.Line, before token: SyntaxToken, _ indent: Int) {
    guard !other.comment.isEmpty else {
      lines.append(.blank)
      return
    }
    let isBeside = token.kind != .end && other.column == token.column
    let level = (previousLevels + levels).filter { $0.column <= other.column }
      .max { ($0.column, $0.indent) < ($1.column, $1.indent) }
    lines.append(
      .comment(other.comment, indent: flowDepth > 0 || isBeside ? indent : level?.indent ?? 0))
  }

  /// The indentation of a token that begins a line.
  private func indent(of token: SyntaxToken) -> Int {
    let level = levels.last?.indent ?? -2
    switch token.kind {
    case .document: return 0
    case .flowEnd: return flowIndent + 2 * (flowDepth - 1)
    case _ where flowDepth > 0: return flowIndent + 2 * flowDepth
    case .key, .blockEntry, .value: return max(level, 0)
    default: return max(isKeyNext ? level : level + 2, 0)
    }
  }

  private mutating func write(_ token: SyntaxToken) {
    let content = text[token.range]
    follow(token.kind, width: content.count)
    switch token.kind {
    case .scalar(isBlock: true): writeBlock(content)
    case .scalar(isBlock: false): writeFolded(content)
    case .flowStart:
      if flowDepth == 0 { flowIndent = line?.indent ?? 0 }
      flowDepth += 1
      line?.text += Self.string(content)
    case .flowEnd:
      flowDepth -= 1
      line?.text += Self.string(content)
    default: line?.text += Self.string(content)
    }
  }

  /// Sees whether the line is `KEY: { … }`.
  private mutating func follow(_ kind: SyntaxToken.Kind, width: Int) {
    let entry: FormattedLine.Entry =
      switch (line?.entry, kind) {
      case (nil, .scalar(isBlock: false)) where isKeyNext && flowDepth == 0: .key
      case (.key?, .value): .colon(width: (line?.text.unicodeScalars.count ?? 0) + width)
      case (.colon(let width)?, .flowStart(isMapping: true)): .map(width: width)
      case (.colon?, .property): .other
      case (.colon?, _), (.valued?, _): .valued
      case (.map(let width)?, .flowEnd) where flowDepth == 1: .whole(width: width)
      case (.map(let width)?, _): .map(width: width)
      default: .other
      }
    line?.entry = entry
  }

  /// A scalar of a line, or of several that are folded into one: blanks before them mean nothing.
  private mutating func writeFolded(_ content: ArraySlice<Unicode.Scalar>) {
    let parts = Self.parts(content)
    line?.text += parts.first ?? ""
    guard parts.count > 1 else { return }
    let indent = flowDepth > 0 ? flowIndent + 2 * flowDepth : (levels.last?.indent ?? 0) + 2
    if line?.entry != .valued { line?.entry = .other }
    for part in parts.dropFirst() {
      if let line { lines.append(.verbatim(Self.indented(line.text, line.indent))) }
      let rest = part.drop { $0 == " " || $0 == "\t" }
      line = FormattedLine.Code(
        indent: rest.isEmpty ? 0 : indent, text: String(rest), entry: .other)
    }
  }

  /// A literal or folded block: its lines move with what they hang on.
  private mutating func writeBlock(_ content: ArraySlice<Unicode.Scalar>) {
    var parts = Self.parts(content)
    let header = parts.removeFirst()
    line?.text += header
    let start = line.map { Self.indented($0.text, $0.indent) } ?? header
    line = nil
    lines.append(.verbatim(start))
    isOpenEnded = content.last?.isLineBreak == false
    if !isOpenEnded, !parts.isEmpty { parts.removeLast() }
    var blanks = 0
    // Empty lines at the end are of the text only if `+` says so, or if they are indented deeper.
    let depth =
      parts.first { !Self.isBlank($0) }.map { $0.prefix { $0 == " " }.count } ?? -1
    while !header.prefix(3).contains("+"), let last = parts.last, Self.isBlank(last),
      last.count <= depth
    {
      parts.removeLast()
      blanks += 1
    }
    let shift = (levels.last?.indent ?? 0) - (levels.last?.column ?? 0)
    for part in parts { lines.append(.verbatim(Self.shifted(part, by: shift))) }
    for _ in 0..<blanks { lines.append(.blank) }
  }

  private static func isSpaced(_ left: SyntaxToken.Kind, _ right: SyntaxToken.Kind) -> Bool {
    switch (left, right) {
    // An alias's name may hold a colon, and a value that is not there may have no neighbour.
    case (.alias, .value), (.value, _): true
    case (_, .value), (_, .flowEntry): false
    case (.flowStart(isMapping: true), .flowEnd): false
    case (.flowStart(isMapping: false), _), (_, .flowEnd(isMapping: false)): false
    default: true
    }
  }

  /// What stands between line feeds; other line breaks are part of a scalar's text.
  private static func parts(_ content: ArraySlice<Unicode.Scalar>) -> [String] {
    string(content).replacing("\r\n", with: "\n").replacing("\r", with: "\n")
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  private static func isBlank(_ line: String) -> Bool { line.allSatisfy { $0 == " " } }

  private static func shifted(_ line: String, by columns: Int) -> String {
    if line.isEmpty || columns == 0 { return line }
    if columns > 0 { return indented(line, columns) }
    let blanks = line.prefix { $0 == " " }.count
    return String(line.dropFirst(min(blanks, -columns)))
  }

  static func indented(_ text: String, _ columns: Int) -> String {
    text.isEmpty ? "" : String(repeating: " ", count: columns) + text
  }

  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }
}
