/// Why a process does not run as configured.
package struct ProcessFailure: Hashable, Sendable, Codable {
  package var process: ProcessName
  /// One line, such as `exited with status 1: bind: address already in use`.
  package var reason: String

  package init(process: ProcessName, reason: String) {
    self.process = process
    self.reason = reason
  }
}

extension ProcessFailure: CustomStringConvertible {
  package var description: String { "\(process) \(reason)" }
}
