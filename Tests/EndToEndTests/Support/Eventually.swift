import Foundation

/// Asks again and again until the answer is not nil; nil when the time is over.
///
/// The time is a bound for a loaded machine, not a wait: what holds at once is seen at once.
func eventually<Result>(
  within seconds: Double, _ ask: () throws -> Result?
) rethrows -> Result? {
  let deadline = Date(timeIntervalSinceNow: seconds)
  while true {
    if let answer = try ask() { return answer }
    if Date() >= deadline { return nil }
    usleep(20_000)
  }
}

/// Whether a condition comes to hold in time.
func eventually(within seconds: Double, _ condition: () throws -> Bool) rethrows -> Bool {
  try eventually(within: seconds) { try condition() ? true : nil } ?? false
}
