import Diagnostics

/// Prints why a command ends early.
struct FailureView {
  let console: Console

  func show(_ failure: CommandFailure) {
    console.writeError(
      console.errorStyle("error", .red, .bold) + ": "
        + lines(failure.message) + "\n")
    if let help = failure.help {
      console.writeError(
        console.errorStyle("help", .cyan) + ": " + help.escapingControlCharacters + "\n")
    }
  }

  /// Every line of a message, each free of control characters.
  private func lines(_ message: String) -> String {
    message.split(separator: "\n", omittingEmptySubsequences: false)
      .map { String($0).escapingControlCharacters }.joined(separator: "\n  ")
  }
}
