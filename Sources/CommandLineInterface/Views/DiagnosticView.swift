import Diagnostics

/// Prints diagnostics to standard error.
struct DiagnosticView {
  let console: Console

  func show(_ diagnostics: [Diagnostic], files: [SourceFile]) {
    guard !diagnostics.isEmpty else { return }
    let text = DiagnosticText(files: files, in: console.errorStyle)
    let share = PrintedShare(
      diagnostics.sorted(by: Diagnostic.readingOrder), severity: \.severity)
    console.writeError(text.text(share.shown) + share.remainder())
    if let summary = DiagnosticText.summary(diagnostics) { console.writeError(summary + "\n\n") }
  }
}
