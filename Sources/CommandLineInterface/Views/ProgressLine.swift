/// The line that is drawn over while something is done, no longer than its terminal is wide.
struct ProgressLine {
  var done: Int
  var total: Int
  /// Operations a second.
  var rate: Int
  /// What was done last.
  var what: String

  /// Never so long that the terminal begins another line: that one would stay.
  func text(columns: Int) -> String {
    let width = min(24, max(columns / 3, 1))
    let filled = total == 0 ? width : width * done / total
    let bar =
      String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    return String("\(bar) \(done)/\(total), \(rate)/s \(what)".prefix(max(columns - 1, 1)))
  }
}
