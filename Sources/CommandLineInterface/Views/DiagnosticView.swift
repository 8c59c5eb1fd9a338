import Diagnostics

/// Prints diagnostics to standard error.
struct DiagnosticView {
  let console: Console

  func show(_ diagnostics: [Diagnostic], files: [SourceFile]) {
    guard !diagnostics.isEmpty else { return }
    let style = console.errorStyle
    let text = DiagnosticText(files: files) { text, role in
      switch role {
      case .severity(.error), .caret(.error): style(text, .red, .bold)
      case .severity(.warning), .caret(.warning): style(text, .yellow, .bold)
      case .severity(.note), .caret(.note), .note: style(text, .blue, .bold)
      case .message: style(text, .bold)
      case .place: text
      case .gutter: style(text, .blue)
      case .help: style(text, .cyan, .bold)
      }
    }
    console.writeError(text.text(diagnostics))
    if let summary = DiagnosticText.summary(diagnostics) { console.writeError(summary + "\n\n") }
  }
}
