import ArgumentParser

/// A time that a user gives: `60`, `60s`, `5m` or `1h`.
struct TimeLimit: ExpressibleByArgument, Hashable {
  let seconds: Int

  init(seconds: Int) { self.seconds = seconds }

  init?(argument: String) {
    let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600]
    let unit = argument.last.flatMap { units[$0] }
    guard let number = Int(unit == nil ? argument : String(argument.dropLast())),
      (1...86400).contains(number), number * (unit ?? 1) <= 86400
    else { return nil }
    seconds = number * (unit ?? 1)
  }

  var defaultValueDescription: String { "\(seconds)s" }
}
