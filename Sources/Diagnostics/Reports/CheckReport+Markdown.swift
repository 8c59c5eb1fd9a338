extension CheckReport {
  /// What a comment of a pull request holds: 65,536 characters, some left for what is put around it.
  package static let commentSize = 60_000

  /// GitHub Flavored Markdown: a section a file, the worst findings first where not all fit.
  ///
  /// - Parameter most: bytes of the whole.
  package func markdown(most: Int = Self.commentSize) -> String {
    var text = ""
    var room = most
    var left = 0
    for subject in subjects {
      let head = Self.head(subject)
      // Half a page for what has to be said of all files.
      guard head.utf8.count + 200 < room else {
        left += max(subject.items.count, 1)
        continue
      }
      text += head
      room -= head.utf8.count
      for item in subject.items {
        let block = Self.block(item)
        guard block.utf8.count + 200 < room else {
          left += 1
          continue
        }
        text += block
        room -= block.utf8.count
      }
    }
    if left > 0 { text += "… and \(left) more that have no room here.\n" }
    return text
  }

  private static func head(_ subject: Subject) -> String {
    let counts = counts(subject.items)
    let isSound = !subject.items.contains { $0.diagnostic.severity == .error }
    var lines = ["### \(isSound ? "✅" : "❌") \(code(subject.path)): \(counts)", ""]
    lines += subject.conclusion.map { "- \(prose($0))" } + [""]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func block(_ item: Item) -> String {
    let diagnostic = item.diagnostic
    var text = "**\(diagnostic.severity.rawValue)** \(code(diagnostic.id.rawValue)) "
    if let range = diagnostic.range { text += "at \(code("\(range)")) " }
    text += "— \(prose(diagnostic.message))\n"
    if let help = diagnostic.help { text += "\n> \(prose(help))\n" }
    let fence = String(repeating: "`", count: max(3, longestRun(in: item.text) + 1))
    return text + "\n<details><summary>Where</summary>\n\n\(fence)text\n\(item.text)"
      + "\(item.text.hasSuffix("\n") ? "" : "\n")\(fence)\n\n</details>\n\n"
  }

  /// A code span; one whose text holds back-quotes is delimited by more of them.
  private static func code(_ text: String) -> String {
    let text = text.escapingControlCharacters
    let ticks = String(repeating: "`", count: longestRun(in: text) + 1)
    let space = text.hasPrefix("`") || text.hasSuffix("`") ? " " : ""
    return ticks + space + text + space + ticks
  }

  /// A sentence whose names in back-quotes are code, and in which nothing else is markup.
  private static func prose(_ text: String) -> String {
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
}
