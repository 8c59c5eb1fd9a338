import Diagnostics

/// Rows of cells in columns as wide as their widest; columns that are empty throughout are left out.
struct TextTable {
  /// Columns of text are made no narrower than this.
  private static let narrowest = 8

  private let rows: [[String]]
  private let widths: [Int]
  private let firstNumber: Int

  /// Control characters are escaped.
  ///
  /// - Parameters:
  ///   - firstNumber: Columns from this one on hold numbers, which end under each other.
  ///   - width: What a line should fit into: the widest columns of text are shortened for it.
  init(_ rows: [[String]], numbersFrom firstNumber: Int = .max, width: Int? = nil) {
    let rows = rows.map { $0.map(\.escapingControlCharacters) }
    let columns = rows.map(\.count).max() ?? 0
    var widths = (0..<columns).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    if let width {
      let shown = widths.count { $0 > 0 }
      var excess = widths.reduce(2 * (shown - 1), +) - width
      while excess > 0, let widest = widths.prefix(firstNumber).max(), widest > Self.narrowest,
        let column = widths.firstIndex(of: widest)
      {
        widths[column] -= 1
        excess -= 1
      }
    }
    self.rows = rows.map { row in zip(row, widths).map { $0.shortened(to: $1) } }
    self.widths = widths
    self.firstNumber = firstNumber
  }

  /// A line a row, without blanks at its end.
  func lines(styled: (String) -> String = { $0 }) -> [String] {
    rows.map { row in
      let cells = zip(row, widths).enumerated().map { column, content in
        let (cell, width) = content
        let blanks = String(repeating: " ", count: width - cell.count)
        return column < firstNumber ? styled(cell) + blanks : blanks + styled(cell)
      }
      var line = zip(cells, widths).filter { $0.1 > 0 }.map(\.0).joined(separator: "  ")
      while line.hasSuffix(" ") { line.removeLast() }
      return line
    }
  }
}

extension String {
  /// The text, or its beginning and its end: names that differ mostly do so in these.
  fileprivate func shortened(to width: Int) -> String {
    guard count > width else { return self }
    let kept = width - 1
    return prefix(kept / 2) + "…" + suffix(kept - kept / 2)
  }
}
