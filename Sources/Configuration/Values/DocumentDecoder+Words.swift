import Diagnostics
import YAMLSyntax

extension DocumentDecoder {
  /// Words that YAML 1.1 tools turn into truth values or nothing; quoted they are words.
  private static let ambiguous: Set<String> = ["yes", "no", "on", "off", "true", "false"]

  /// Whether a node is a word that YAML 1.1 tools take for a truth value.
  func isTruthValue(_ node: NodeID) -> Bool {
    guard tree.isPlain(node), (2...5).contains(tree.byteCount(of: node)) else { return false }
    return Self.ambiguous.contains(tree.string(of: node).lowercased())
  }

  /// A scalar as a word, whatever YAML's own resolver would make of it.
  mutating func word(_ node: NodeID, _ noun: String) -> String? {
    guard tree.kind(of: node) == .scalar, !tree.isNull(node) else {
      refuseType(node, expected: noun)
      return nil
    }
    let word = tree.string(of: node)
    if word.isEmpty {
      refuse(node, .invalidValue, "expected \(noun), found empty text")
      return nil
    }
    if isTruthValue(node) {
      refuse(
        node, .ambiguousWord, "`\(word)` without quotes is a truth value to most YAML tools",
        help: "write \"\(word)\" in quotes")
      return nil
    }
    return word
  }
}
