/// Text that is drawn over on a terminal: a line that wrapped, or one too many, would shift it all.
enum ScreenText {
  /// What fits on a screen; the last line says how many do not.
  static func fit(_ text: String, rows: Int, columns: Int) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    // The cursor needs a line of its own.
    let room = max(rows - 1, 1)
    let shown = lines.count > room ? lines.prefix(room - 1) : lines
    let hidden = lines.count - shown.count
    let rest = "… \(hidden) more lines; without --watch all are shown"
    return (shown + (hidden > 0 ? [rest[...]] : [])).map { cut($0, columns) + "\n" }.joined()
  }

  /// The first characters of a line; escape sequences take no room, and the later ones stay, so that
  /// no style goes on.
  private static func cut(_ line: Substring, _ columns: Int) -> String {
    var (result, room, isSequence) = ("", columns, false)
    for character in line {
      if character == "\u{1b}" { isSequence = true }
      if isSequence {
        result.append(character)
        if character.isLetter { isSequence = false }
      } else if room > 0 {
        result.append(character)
        room -= 1
      }
    }
    return result
  }
}
