package import Diagnostics

extension SyntaxTree {
  /// Reads one YAML (or JSON) document.
  ///
  /// - Parameter piece: how many bytes of a long file are read by themselves.
  /// - Returns: the tree, nil when the text is no YAML or holds nothing; and what is wrong with it.
  package static func parse(
    _ file: SourceFile, limits: SyntaxLimits = .standard, piece: Int = TextPieces.size
  ) -> (tree: SyntaxTree?, diagnostics: [Diagnostic]) {
    let screening = TextScreening(file: file)
    if let fault = screening.fault() { return (nil, [fault]) }
    var builder = SyntaxTreeBuilder(file: file, limits: limits)
    if EventStream.readPieces(file, from: screening.start, size: piece, { builder.accept($0) }) {
      return builder.finish()
    }
    builder = SyntaxTreeBuilder(file: file, limits: limits)
    let failure = EventStream.read(file, from: screening.start) { builder.accept($0) }
    if let failure { builder.diagnostics.append(failure) }
    return builder.finish()
  }
}
