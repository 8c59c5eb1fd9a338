import Glibc
import RunDirectory

extension CommandFailure {
  /// What the run directory or its agent refused.
  init(_ error: RunDirectoryError) {
    let status: ExitStatus =
      switch error {
      case .agentRunning: .locked
      case .system(_, code: EACCES), .system(_, code: EPERM): .noPermission
      case .agentDown: .unavailable
      default: .failure
      }
    self.init(status, "\(error)")
  }
}
