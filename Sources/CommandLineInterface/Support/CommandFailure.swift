import Verification

/// Why a command ends early: what is told, and the code that it ends with.
struct CommandFailure: Error {
  var status: ExitStatus
  /// One line, without `error:`.
  var message: String
  var help: String?
  /// What led to it and was told in text, for whoever reads JSON.
  var findings: [Finding]

  init(
    _ status: ExitStatus, _ message: String, help: String? = nil, findings: [Finding] = []
  ) {
    self.status = status
    self.message = message
    self.help = help
    self.findings = findings
  }
}
