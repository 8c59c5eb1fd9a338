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
    var lines = ["### \(isSound ? "✅" : "❌") \(MarkdownText.code(subject.path)): \(counts)", ""]
    lines += subject.conclusion.map { "- \(MarkdownText.prose($0))" } + [""]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func block(_ item: Item) -> String {
    let diagnostic = item.diagnostic
    var text = "**\(diagnostic.severity.rawValue)** \(MarkdownText.code(diagnostic.id.rawValue)) "
    if let range = diagnostic.range { text += "at \(MarkdownText.code("\(range)")) " }
    text += "— \(MarkdownText.prose(diagnostic.message))\n"
    if let help = diagnostic.help { text += "\n> \(MarkdownText.prose(help))\n" }
    return text + "\n" + MarkdownText.folded(item.text, under: "Where") + "\n"
  }
}
