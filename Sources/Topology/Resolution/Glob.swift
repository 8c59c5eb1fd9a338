/// A pattern in which `*` stands for any run of characters, `/` included.
struct Glob: Sendable {
  private let parts: [Substring]

  /// Nil for text without `*`.
  init?(_ text: String) {
    parts = text.split(separator: "*", omittingEmptySubsequences: false)
    if parts.count < 2 { return nil }
  }

  /// Taking each part where it first occurs is enough: no backtracking.
  func matches(_ text: String) -> Bool {
    guard let first = parts.first, let last = parts.last, text.utf8.starts(with: first.utf8) else {
      return false
    }
    var rest = text.utf8.dropFirst(first.utf8.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let found = Self.find(part.utf8, in: rest) else { return false }
      rest = rest[found...].dropFirst(part.utf8.count)
    }
    return rest.count >= last.utf8.count && rest.suffix(last.utf8.count).elementsEqual(last.utf8)
  }

  private static func find(
    _ part: Substring.UTF8View, in text: Substring.UTF8View
  ) -> Substring.UTF8View.Index? {
    text.indices.first { text[$0...].starts(with: part) }
  }
}
