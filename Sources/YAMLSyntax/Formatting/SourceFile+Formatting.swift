package import Diagnostics

/// What formatting made of a text.
package enum Formatting: Sendable {
  /// UTF-8 with line feeds.
  case formatted([UInt8])
  /// It is not YAML, or not one document: nothing is said about its style.
  case refused([Diagnostic])
  /// Formatted, it would not mean the same: a defect of ours.
  case unfaithful
}

extension SourceFile {
  /// The same YAML in the canonical style that `Layout` describes.
  ///
  /// Every comment stays, and so does every value: that is checked.
  package func formatted(limits: SyntaxLimits = .standard) -> Formatting {
    let (tree, diagnostics) = SyntaxTree.parse(self, limits: limits)
    guard let tree, !diagnostics.contains(where: { $0.severity == .error }) else {
      return .refused(diagnostics)
    }
    guard let (result, comments) = laidOut() else { return .unfaithful }
    let after = SourceFile(path: path, bytes: Array(result.utf8))
    guard let again = SyntaxTree.parse(after, limits: limits).tree, tree.means(again),
      after.laidOut()?.comments == comments
    else { return .unfaithful }
    return .formatted(after.bytes)
  }

  /// - Returns: The text and the comments in it, in their order.
  private func laidOut() -> (text: String, comments: [String])? {
    let bytes = bytes[TextScreening(file: self).start...]
    guard let tokens = TokenStream.read(bytes) else { return nil }
    let text = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
    var comments: [String] = []
    var end = 0
    for token in tokens where !token.range.isEmpty || token.kind == .end {
      guard end <= token.range.lowerBound, token.range.upperBound <= text.count else { return nil }
      comments += TokenGap(text[end..<token.range.lowerBound], startsLine: end == 0).comments
      end = token.range.upperBound
    }
    return (Layout.text(of: text, tokens), comments)
  }
}

extension SyntaxTree {
  /// Whether another tree holds the same, wherever it stands.
  fileprivate func means(_ other: SyntaxTree) -> Bool {
    let (own, others) = (arena, other.arena)
    return own.text == others.text && own.merges.map(\.nodes) == others.merges.map(\.nodes)
      && own.nodes.count == others.nodes.count
      && zip(own.nodes, others.nodes).allSatisfy {
        ($0.kind, $0.first, $0.count) == ($1.kind, $1.first, $1.count)
      }
  }
}
