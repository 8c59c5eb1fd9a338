/// Puts what belongs together into one column, and ends lines.
enum Alignment {
  /// The lines joined, the last one without its end.
  static func text(of lines: [FormattedLine]) -> String {
    var lines = withoutSuperfluousBlanks(lines)
    alignValues(&lines)
    let comments = commentColumns(lines)
    var text = ""
    for (index, line) in lines.enumerated() {
      if index > 0 { text += "\n" }
      switch line {
      case .blank: break
      case .verbatim(let part): text += part
      case .comment(let comment, let indent): text += Layout.indented(comment, indent)
      case .code(let code):
        let own = Layout.indented(code.text, code.indent)
        text += own
        guard !code.comment.isEmpty else { continue }
        text += String(repeating: " ", count: max(comments[index] - width(own), 1)) + code.comment
      }
    }
    return text
  }

  /// One empty line at most, none at the beginning and the end.
  private static func withoutSuperfluousBlanks(_ lines: [FormattedLine]) -> [FormattedLine] {
    var kept: [FormattedLine] = []
    var isBlankPending = false
    for line in lines {
      if case .blank = line {
        isBlankPending = !kept.isEmpty
        continue
      }
      if isBlankPending { kept.append(.blank) }
      isBlankPending = false
      kept.append(line)
    }
    return kept
  }

  /// Neighbours of one mapping, with comments between them at most: names of things, not keys of one.
  private static func alignValues(_ lines: inout [FormattedLine]) {
    let mixed = mixedMappings(lines)
    var run: [Int] = []
    var mapping = 0
    for index in lines.indices {
      switch lines[index] {
      case .comment: continue
      case .code(let code) where code.text.isEmpty: continue
      case .code(let code):
        guard case .whole? = code.entry, !mixed.contains(code.mapping) else { break }
        if code.mapping != mapping { flush(&run, &lines) }
        mapping = code.mapping
        run.append(index)
        continue
      case .blank, .verbatim: break
      }
      flush(&run, &lines)
    }
    flush(&run, &lines)
  }

  /// Those that hold other things than maps.
  private static func mixedMappings(_ lines: [FormattedLine]) -> Set<Int> {
    var mixed: Set<Int> = []
    for case .code(let code) in lines where code.entry == .valued { mixed.insert(code.mapping) }
    return mixed
  }

  private static func flush(_ run: inout [Int], _ lines: inout [FormattedLine]) {
    let entries = run.compactMap { index -> (index: Int, code: FormattedLine.Code, width: Int)? in
      guard case .code(let code) = lines[index], case .whole(let width)? = code.entry else {
        return nil
      }
      return (index, code, width)
    }
    let widest = entries.map(\.width).max() ?? 0
    for (index, code, width) in entries where width < widest {
      var aligned = code
      let scalars = code.text.unicodeScalars
      let place = scalars.index(scalars.startIndex, offsetBy: width)
      aligned.text.insert(
        contentsOf: String(repeating: " ", count: widest - width), at: place)
      lines[index] = .code(aligned)
    }
    run = []
  }

  /// By line, where its comment begins: two columns behind the longest of its neighbours.
  private static func commentColumns(_ lines: [FormattedLine]) -> [Int] {
    var columns = Array(repeating: 0, count: lines.count)
    var first: Int?
    for index in 0...lines.count {
      if index < lines.count, case .code(let code) = lines[index], !code.comment.isEmpty {
        first = first ?? index
        continue
      }
      guard let begin = first else { continue }
      let widths = lines[begin..<index].map { line -> Int in
        guard case .code(let code) = line else { return 0 }
        return width(code.text) + code.indent
      }
      let column = (widths.max() ?? 0) + 2
      for place in begin..<index { columns[place] = column }
      first = nil
    }
    return columns
  }

  private static func width(_ text: String) -> Int { text.unicodeScalars.count }
}
