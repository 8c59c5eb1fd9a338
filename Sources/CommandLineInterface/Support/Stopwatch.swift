/// How long each of several steps took.
struct Stopwatch {
  private let clock = ContinuousClock()
  private var last: ContinuousClock.Instant
  /// Such as `read in 12 ms, verified in 3 ms`.
  private(set) var laps = ""

  init() { last = clock.now }

  /// Ends a step, and begins the next one.
  mutating func lap(_ step: String) {
    let now = clock.now
    let milliseconds = Int(last.duration(to: now) / .milliseconds(1))
    laps += "\(laps.isEmpty ? "" : ", ")\(step) in \(milliseconds) ms"
    last = now
  }
}
