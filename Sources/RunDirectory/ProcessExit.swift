import Glibc

/// How a process ended.
package enum ProcessExit: Hashable, Sendable, Codable {
  case exited(code: Int32)
  case killed(signal: Int32)
  /// It ended while no agent was its parent.
  case unknown

  /// From waitpid(2)'s status of a process that ended.
  package init(waitStatus: Int32) {
    let signal = waitStatus & 0x7f
    self = signal == 0 ? .exited(code: waitStatus >> 8 & 0xff) : .killed(signal: signal)
  }
}

extension ProcessExit: CustomStringConvertible {
  package var description: String {
    switch self {
    case .exited(let code): "exited with status \(code)"
    case .killed(let signal): "was ended by signal \(signal)"
    case .unknown: "ended"
    }
  }
}
