import Foundation

/// How a process ended and what it wrote.
struct CommandResult: CustomStringConvertible {
  enum Ending: Equatable {
    case exited(Int32)
    case killed(signal: Int32)
    /// It still ran when its time was over, and was killed.
    case outOfTime
  }

  let command: String
  let ending: Ending
  let output: String
  let errors: String

  /// The exit code; nil unless it exited by itself.
  var status: Int32? { if case .exited(let status) = ending { status } else { nil } }

  /// The last line of standard output that is not empty.
  var lastLine: String { output.split(separator: "\n").last.map(String.init) ?? "" }

  var description: String {
    "\(command): \(ending)\n\(output.suffix(2000))\n\(errors.suffix(3000))"
  }
}
