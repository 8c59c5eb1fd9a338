/// How long to wait before a process that ended is started again.
///
/// The pause doubles with each quick failure and is forgotten once the process has run for a while.
struct RestartBackoff: Hashable {
  static let first = 0.1
  static let longest = 30.0
  /// Seconds after which a process counts as one that works.
  static let steady = 10.0

  private var next = RestartBackoff.first

  /// The pause in seconds after a process that ran so long; 0 for one that could not be started.
  mutating func pause(afterRunning seconds: Double) -> Double {
    if seconds >= Self.steady { next = Self.first }
    defer { next = min(next * 2, Self.longest) }
    return next
  }
}
