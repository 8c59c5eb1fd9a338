import Diagnostics
import Verification

/// Prints why a command ends early.
struct FailureView {
  let console: Console

  func show(_ failure: CommandFailure) {
    if console.format == .json { console.tell(json(failure).compactText + "\n") }
    console.writeError(
      console.errorStyle("error", .red, .bold) + ": "
        + lines(failure.message) + "\n")
    if let help = failure.help { console.help(help) }
  }

  /// On standard output too, so that whoever reads JSON there always gets some.
  private func json(_ failure: CommandFailure) -> JSONValue {
    [
      "type": "error", "format_version": ChangeEvents.formatVersion,
      "exit_code": .integer(Int(failure.status.rawValue)), "message": .string(failure.message),
      "help": failure.help.map(JSONValue.string) ?? .null,
      "findings": .array(failure.findings.map(\.json)),
    ]
  }

  /// Every line of a message, each free of control characters.
  private func lines(_ message: String) -> String {
    message.split(separator: "\n", omittingEmptySubsequences: false)
      .map { String($0).escapingControlCharacters }.joined(separator: "\n  ")
  }
}
