/// Why a command ends early: what is told, and the code that it ends with.
struct CommandFailure: Error {
  var status: ExitStatus
  /// One line, without `error:`.
  var message: String
  var help: String?

  init(_ status: ExitStatus, _ message: String, help: String? = nil) {
    self.status = status
    self.message = message
    self.help = help
  }
}
