import Configuration

/// What a user may have meant by a name of commands, ids, topologies or files.
enum NearName {
  /// The name that `word` is a misspelling of; nil when none is near.
  static func suggestion(for word: String, among names: [String]) -> String? {
    // Suggestions compare snake case.
    let plain = Dictionary(
      names.map { ($0.replacing("-", with: "_"), $0) }, uniquingKeysWith: { first, _ in first })
    return Spelling.suggestion(for: word, among: plain.keys.sorted()).flatMap { plain[$0] }
  }
}
