import ArgumentParser

/// A time that a user gives, with its unit: `30s`, `5m` or `1h`.
struct TimeLimit: Hashable, CustomStringConvertible {
  let seconds: Int

  init(seconds: Int) { self.seconds = seconds }

  /// - Throws: A usage error in words, for a number without a unit too: is it seconds or minutes?
  init(_ text: String) throws {
    let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600]
    guard let number = Int(text.last?.isNumber == true ? text : String(text.dropLast())),
      number > 0, !text.hasPrefix("+")
    else {
      throw ValidationError("it is no time; write 30s, 5m or 1h")
    }
    guard let unit = text.last.flatMap({ units[$0] }) else {
      let isBare = text.last?.isNumber == true
      throw ValidationError(
        (isBare ? "it has no unit" : "its unit is none")
          + "; write \(number)s, \(number)m or \(number)h")
    }
    let (seconds, isTooLong) = number.multipliedReportingOverflow(by: unit)
    guard !isTooLong, seconds <= 86400 else { throw ValidationError("24h is the most") }
    self.seconds = seconds
  }

  var description: String { "\(seconds)s" }
}
