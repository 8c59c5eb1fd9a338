/// Text of the user's inside a message.
enum Excerpt {
  /// At most 60 characters of `text`, on one line.
  static func shortened(_ text: String) -> String {
    let line = text.prefix { !$0.isNewline }
    guard line.count > 60 || line.count < text.count else { return text }
    return line.prefix(59) + "…"
  }

  /// "`a`, `b` and `c`".
  static func list(_ words: some Collection<String>, _ conjunction: String = "and") -> String {
    let quoted = words.map { "`\($0)`" }
    guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
    return quoted.dropLast().joined(separator: ", ") + " \(conjunction) " + last
  }
}
