import Diagnostics

/// A line of its own for everything that is declared, by its address.
struct Lines {
  private var numbers: [String: Int] = [:]

  mutating func callAsFunction(_ address: String) -> SourceRange {
    let line = numbers[address] ?? numbers.count + 1
    numbers[address] = line
    return SourceRange(
      file: "network.yaml", start: .init(line: line, column: 1), end: .init(line: line, column: 9))
  }

  /// The address whose line this is.
  func address(of range: SourceRange) -> String? {
    numbers.first { $0.value == range.start.line }?.key
  }
}
