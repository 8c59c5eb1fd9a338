/// One thing that nft(8) has against a text.
package struct RulesetFault: Hashable, Sendable {
  /// Where it stands in the text.
  package struct Place: Hashable, Sendable {
    /// From 1.
    package var line: Int
    /// In bytes from 1, the last one included.
    package var columns: ClosedRange<Int>

    package init(line: Int, columns: ClosedRange<Int>) {
      self.line = line
      self.columns = columns
    }
  }

  /// Nil where nft names none.
  package var place: Place?
  /// nft's own words, on one line.
  package var message: String

  package init(place: Place?, message: String) {
    self.place = place
    self.message = message
  }
}

extension RulesetFault {
  /// From nft's error text: each fault is a line `<text>:LINE:COLUMN-COLUMN: Error: …`, with the
  /// source line and a marker below.
  package static func faults(in text: String) -> [RulesetFault] {
    let lines = text.split(separator: "\n")
    let faults = lines.compactMap { RulesetFault(line: $0) }
    if faults.isEmpty, let first = lines.first {
      return [RulesetFault(place: nil, message: String(first))]
    }
    return faults
  }

  private init?(line: Substring) {
    guard line.hasPrefix(Self.source), let kind = line.firstRange(of: " Error: ") else {
      return nil
    }
    let parts = line[..<kind.lowerBound].dropFirst(Self.source.count)
      .split(separator: ":", omittingEmptySubsequences: true)
    message = String(line[kind.upperBound...])
    guard parts.count == 2, let number = Int(parts[0]), number > 0 else { return }
    let columns = parts[1].split(separator: "-").compactMap { Int($0) }
    guard columns.count == 2, let first = columns.first, let last = columns.last, first > 0 else {
      return
    }
    place = Place(line: number, columns: first...max(first, last))
  }

  private static let source = NFTablesLibrary.source + ":"
}
