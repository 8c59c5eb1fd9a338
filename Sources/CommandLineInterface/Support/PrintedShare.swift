import Diagnostics

/// What of many findings is printed for people: nobody reads thousands, and one mistake may make
/// them all.
struct PrintedShare<Element> {
  /// In their order.
  let shown: [Element]
  /// How many are left out; they are no worse than those that are shown.
  let hidden: Int

  /// - Parameter items: in the order in which people read.
  init(_ items: [Element], most: Int = 100, severity: (Element) -> Severity) {
    guard items.count > most else {
      (shown, hidden) = (items, 0)
      return
    }
    var room = most
    var isShown = Array(repeating: false, count: items.count)
    for wanted in Severity.allCases.sorted(by: >) {
      for (index, item) in items.enumerated() where room > 0 && severity(item) == wanted {
        isShown[index] = true
        room -= 1
      }
    }
    shown = zip(items, isShown).filter(\.1).map(\.0)
    hidden = items.count - most
  }

  /// A line that says what is left out, with an empty one after it; empty when nothing is.
  ///
  /// - Parameter whole: where all can be read, such as "`--format json` lists all".
  func remainder(_ whole: String? = nil) -> String {
    guard hidden > 0 else { return "" }
    return "… and \(hidden) more" + (whole.map { ": \($0)" } ?? "") + "\n\n"
  }
}
