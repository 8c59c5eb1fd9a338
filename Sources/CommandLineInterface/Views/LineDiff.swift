import Diagnostics

/// What formatting changes, as a unified diff (diff(1)).
///
/// Formatting leaves the lines that hold something in their order, so that they pair up.
enum LineDiff {
  private enum Line {
    case same(String)
    case removed(String)
    case added(String)
  }

  private static let context = 3

  /// Empty when nothing changes; control characters are escaped.
  static func text(from source: SourceFile, to result: [UInt8]) -> String {
    guard source.bytes != result else { return "" }
    let lines = paired(split(source.bytes), split(result))
    let name = source.path.escapingControlCharacters
    var text = "--- \(name)\n+++ \(name)\n"
    var (old, new) = (1, 1)
    var index = 0
    while let hunk = nextHunk(lines, from: index) {
      for line in lines[index..<hunk.lowerBound] { count(line, &old, &new) }
      let (firstOld, firstNew) = (old, new)
      var body = ""
      for line in lines[hunk] {
        count(line, &old, &new)
        body += self.text(line)
      }
      text += "@@ -\(range(firstOld, old)) +\(range(firstNew, new)) @@\n" + body
      index = hunk.upperBound
    }
    return text
  }

  /// Each with its line feed, which the last one may lack; a carriage return before it is a
  /// difference.
  private static func split(_ bytes: [UInt8]) -> [String] {
    var lines: [String] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let end = rest.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? rest.endIndex
      lines.append(String(decoding: rest[..<end], as: UTF8.self))
      rest = rest[end...]
    }
    return lines
  }

  private static func paired(_ old: [String], _ new: [String]) -> [Line] {
    var lines: [Line] = []
    var (left, right) = (0, 0)
    while left < old.count || right < new.count {
      // All of a stretch that differs is taken away before what stands in its place.
      var added: [Line] = []
      while left < old.count || right < new.count {
        if left < old.count, right < new.count, old[left] == new[right] { break }
        let isOldBlank = left < old.count && isBlank(old[left])
        let isNewBlank = right < new.count && isBlank(new[right])
        if left < old.count, isOldBlank || !isNewBlank {
          lines.append(.removed(old[left]))
          left += 1
        }
        if right < new.count, isNewBlank || !isOldBlank {
          added.append(.added(new[right]))
          right += 1
        }
      }
      lines += added
      if left < old.count {
        lines.append(.same(old[left]))
        (left, right) = (left + 1, right + 1)
      }
    }
    return lines
  }

  private static func isBlank(_ line: String) -> Bool { line.allSatisfy(\.isWhitespace) }

  /// The next lines that change, with those around them, and whatever changes as near as that.
  private static func nextHunk(_ lines: [Line], from start: Int) -> Range<Int>? {
    guard let first = lines[start...].firstIndex(where: isChange) else { return nil }
    var last = first
    while let next = lines[(last + 1)...].prefix(2 * context + 1).firstIndex(where: isChange) {
      last = next
    }
    return max(first - context, start)..<min(last + context + 1, lines.count)
  }

  private static func isChange(_ line: Line) -> Bool {
    if case .same = line { false } else { true }
  }

  private static func count(_ line: Line, _ old: inout Int, _ new: inout Int) {
    switch line {
    case .same: (old, new) = (old + 1, new + 1)
    case .removed: old += 1
    case .added: new += 1
    }
  }

  private static func text(_ line: Line) -> String {
    let (mark, text) =
      switch line {
      case .same(let text): (" ", text)
      case .removed(let text): ("-", text)
      case .added(let text): ("+", text)
      }
    let isEnded = text.utf8.last == UInt8(ascii: "\n")
    let shown = String(decoding: isEnded ? text.utf8.dropLast() : text.utf8[...], as: UTF8.self)
    return mark + shown.escapingControlCharacters + "\n"
      + (isEnded ? "" : "\\ No newline at end of file\n")
  }

  private static func range(_ first: Int, _ end: Int) -> String {
    end == first ? "\(first - 1),0" : "\(first),\(end - first)"
  }
}
