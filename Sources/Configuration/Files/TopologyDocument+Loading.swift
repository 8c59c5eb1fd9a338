package import Diagnostics
import YAMLSyntax

extension TopologyDocument {
  /// Reads a topology file and everything that it includes.
  ///
  /// - Returns: the document, nil when the top file cannot be read at all; the texts that were read,
  ///   for excerpts; and everything that is wrong so far.
  package static func load(
    _ path: String, files: FileAccess = .disk
  ) -> (document: TopologyDocument?, files: [SourceFile], diagnostics: [Diagnostic]) {
    var loader = DocumentLoader(files: files, top: path)
    let declaration = loader.load(path, at: nil)
    let document = declaration.map {
      TopologyDocument(
        declaration: $0, trees: loader.trees, lostWords: loader.lostWords,
        directory: FilePath.directory(of: path))
    }
    return (document, loader.files, loader.diagnostics)
  }
}
