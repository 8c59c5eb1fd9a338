import ArgumentParser

/// What the process ends with: a stable contract, documented in the README.
enum ExitStatus: Int32, Sendable {
  /// Done; for `validate`, nothing at or above `--fail-on`.
  case success = 0
  /// Findings, or an operation failed.
  case failure = 1
  /// `plan --detailed-exitcode`: there are changes.
  case changesPresent = 2
  /// `apply` failed and was rolled back.
  case rolledBack = 3
  /// `apply` failed, and so did its rollback.
  case rollbackFailed = 4
  /// Wrong arguments (EX_USAGE).
  case usage = 64
  /// The input is not a valid topology (EX_DATAERR).
  case invalidInput = 65
  /// The kernel or a program that is needed is missing or too old (EX_UNAVAILABLE).
  case unavailable = 69
  /// An internal self-check failed (EX_SOFTWARE).
  case internalError = 70
  /// A saved plan does not fit the host, the state or the configuration any more.
  case stalePlan = 73
  /// Another command holds the topology's lock (EX_TEMPFAIL).
  case locked = 75
  /// Root is needed (EX_NOPERM).
  case noPermission = 77
  case interrupted = 130
  case terminated = 143

  var exitCode: ExitCode { ExitCode(rawValue) }
}
