package import Diagnostics

extension SyntaxTree {
  /// Reads one YAML (or JSON) document.
  ///
  /// - Returns: the tree, nil when the text is no YAML or holds nothing; and what is wrong with it.
  package static func parse(
    _ file: SourceFile, limits: SyntaxLimits = .standard
  ) -> (tree: SyntaxTree?, diagnostics: [Diagnostic]) {
    let screening = TextScreening(file: file)
    if let fault = screening.fault() { return (nil, [fault]) }
    var builder = SyntaxTreeBuilder(file: file, limits: limits)
    let failure = EventStream.read(file, from: screening.start) { builder.accept($0) }
    if let failure { builder.diagnostics.append(failure) }
    return builder.finish()
  }
}
