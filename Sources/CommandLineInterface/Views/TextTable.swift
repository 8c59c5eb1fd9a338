import Diagnostics

/// Rows of cells in columns as wide as their widest; columns that are empty throughout are left out.
struct TextTable {
  private let rows: [[String]]
  private let widths: [Int]

  /// Control characters are escaped.
  init(_ rows: [[String]]) {
    let rows = rows.map { $0.map(\.escapingControlCharacters) }
    self.rows = rows
    let columns = rows.map(\.count).max() ?? 0
    widths = (0..<columns).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
  }

  /// A line a row, without blanks at its end.
  func lines(styled: (String) -> String = { $0 }) -> [String] {
    rows.map { row in
      let cells = zip(row, widths).map { cell, width in
        styled(cell) + String(repeating: " ", count: width - cell.count)
      }
      var line = zip(cells, widths).filter { $0.1 > 0 }.map(\.0).joined(separator: "  ")
      while line.hasSuffix(" ") { line.removeLast() }
      return line
    }
  }
}
