import Diagnostics

/// Prints diagnostics to standard error.
struct DiagnosticView {
  let console: Console

  func show(_ diagnostics: [Diagnostic], files: [SourceFile]) {
    guard !diagnostics.isEmpty else { return }
    let text = DiagnosticText(files: files, in: console.errorStyle)
    console.writeError(text.text(diagnostics))
    if let summary = DiagnosticText.summary(diagnostics) { console.writeError(summary + "\n\n") }
  }
}
