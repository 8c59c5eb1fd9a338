/// Texts as GitHub Flavored Markdown, in which nothing of theirs is taken for markup.
package enum MarkdownText {
  /// A code span; one whose text holds back-quotes is delimited by more of them.
  package static func code(_ text: String) -> String {
    let text = text.escapingControlCharacters
    let ticks = String(repeating: "`", count: longestRun(in: text) + 1)
    let space = text.hasPrefix("`") || text.hasSuffix("`") ? " " : ""
    return ticks + space + text + space + ticks
  }

  /// A sentence whose names in back-quotes are code, and in which nothing else is markup.
  package static func prose(_ text: String) -> String {
    let parts = text.escapingControlCharacters.split(
      separator: "`", omittingEmptySubsequences: false)
    guard parts.count % 2 == 1 else { return escaped(text.escapingControlCharacters) }
    return parts.enumerated().map { index, part in
      index % 2 == 0 ? escaped(String(part)) : part.isEmpty ? "" : "`\(part)`"
    }.joined()
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "<": result += "&lt;"
      case "&": result += "&amp;"
      // Nobody is to be mentioned.
      case "@": result += "&#64;"
      case "\\", "`", "*", "_", "[", "]", "#", "|", "~", "!": result += "\\\(character)"
      default: result.append(character)
      }
    }
    return result
  }

  private static func longestRun(in text: String) -> Int {
    var longest = 0
    var run = 0
    for byte in text.utf8 {
      run = byte == UInt8(ascii: "`") ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }

  /// A text as it is, behind a line that opens it.
  ///
  /// - Parameter language: what it is coloured as.
  package static func folded(
    _ text: String, under title: String, as language: String = "text"
  ) -> String {
    let fence = String(repeating: "`", count: max(3, longestRun(in: text) + 1))
    return "<details><summary>\(title)</summary>\n\n\(fence)\(language)\n\(text)"
      + "\(text.hasSuffix("\n") ? "" : "\n")\(fence)\n\n</details>\n"
  }
}
