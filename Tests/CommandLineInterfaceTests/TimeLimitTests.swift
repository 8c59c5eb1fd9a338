import ArgumentParser
import Testing

@testable import CommandLineInterface

@Suite("Times that a user gives")
struct TimeLimitTests {
  @Test("have a unit", arguments: [("1s", 1), ("90s", 90), ("5m", 300), ("24h", 86400)])
  func valid(_ text: String, _ seconds: Int) throws {
    #expect(try TimeLimit(text).seconds == seconds)
  }

  @Test("without one, nobody guesses it", arguments: ["2", "60"])
  func bare(_ text: String) {
    let error = #expect(throws: ValidationError.self) { try TimeLimit(text) }
    #expect(error?.message.contains("write \(text)s, \(text)m or \(text)h") == true)
  }

  @Test("with one that is none, that is said", arguments: ["1d", "1x"])
  func foreign(_ text: String) {
    let error = #expect(throws: ValidationError.self) { try TimeLimit(text) }
    #expect(error?.message == "its unit is none; write 1s, 1m or 1h")
  }

  @Test(
    "are whole, positive and at most a day",
    arguments: [
      "", "s", "0s", "-1s", "+1s", "1.5s", "soon", "1d", "25h", "9223372036854775807h", "٣s",
    ])
  func invalid(_ text: String) {
    #expect(throws: ValidationError.self) { try TimeLimit(text) }
  }
}
