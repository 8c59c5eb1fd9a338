/// Diagnostics for people: message, place, excerpt with a caret, notes, and the way out.
package struct DiagnosticText: Sendable {
  /// What a piece of the text is, for a view that colours it.
  package enum Role: Hashable, Sendable {
    case severity(Severity)
    case message
    case place
    case gutter
    case caret(Severity)
    case note
    case help
  }

  private let files: [String: SourceLines]
  private let style: @Sendable (String, Role) -> String

  /// - Parameters:
  ///   - files: Where excerpts come from.
  ///   - style: Colours a piece; plain by default.
  package init(
    files: [SourceFile], style: @escaping @Sendable (String, Role) -> String = { text, _ in text }
  ) {
    self.files = Dictionary(
      files.map { ($0.path, SourceLines($0)) }, uniquingKeysWith: { first, _ in first })
    self.style = style
  }

  /// The diagnostics in reading order, an empty line after each.
  package func text(_ diagnostics: [Diagnostic]) -> String {
    diagnostics.sorted(by: Diagnostic.readingOrder).map { text($0) + "\n" }.joined()
  }

  /// - Parameter details: Lines that belong between the excerpt and the notes.
  package func text(_ diagnostic: Diagnostic, details: [String] = []) -> String {
    let severity = diagnostic.severity
    var lines = [
      style("\(severity.rawValue)[\(diagnostic.id)]", .severity(severity)) + ": "
        + style(diagnostic.message.escapingControlCharacters, .message)
    ]
    lines += excerpt(diagnostic.range, severity) + details
    for note in diagnostic.notes {
      lines.append(style("note", .note) + ": " + note.message.escapingControlCharacters)
      lines += excerpt(note.range, .note)
    }
    if let help = diagnostic.help {
      lines.append(style("help", .help) + ": " + help.escapingControlCharacters)
    }
    return lines.map { $0 + "\n" }.joined()
  }

  /// `2 errors, 1 warning`; nil when there is neither.
  package static func summary(_ diagnostics: [Diagnostic]) -> String? {
    let parts = [Severity.error, .warning].compactMap { severity -> String? in
      let count = diagnostics.count { $0.severity == severity }
      return count == 0 ? nil : "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
    }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  private func excerpt(_ range: SourceRange?, _ severity: Severity) -> [String] {
    guard let range else { return [] }
    let place = style("\(range)".escapingControlCharacters, .place)
    guard let file = files[range.file], let excerpt = SourceExcerpt(range, in: file) else {
      return [style(" -->", .gutter) + " " + place]
    }
    let number = String(excerpt.line)
    let margin = String(repeating: " ", count: number.count)
    return [
      "\(margin)\(style("-->", .gutter)) \(place)",
      style("\(number) |", .gutter) + " " + excerpt.text,
      style("\(margin) |", .gutter) + " " + style(excerpt.carets, .caret(severity)),
    ]
  }
}
