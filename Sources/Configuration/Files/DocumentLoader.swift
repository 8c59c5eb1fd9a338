import Diagnostics
import YAMLSyntax

/// Reads files, follows `include`, and puts the declarations together.
struct DocumentLoader {
  let access: FileAccess
  let boundary: FileBoundary
  private(set) var files: [SourceFile] = []
  private(set) var trees: [SyntaxTree] = []
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var lostWords: Set<String> = []
  /// The files that are being read, each with the place that named it: for cycles.
  private var open: [(resolved: String, place: SourceRange?)] = []
  /// Where each file was first included.
  private var known: [String: SourceRange?] = [:]

  /// Deeper nesting of files is a mistake.
  private static let depthLimit = 32

  init(files: FileAccess, top: String) {
    access = files
    boundary = FileBoundary(FilePath.directory(of: top), files: files)
  }

  /// Reads one file and what it includes; nil when it is no map at all.
  mutating func load(_ path: String, at place: SourceRange?) -> TopologyDeclaration? {
    let resolved = access.resolved(path) ?? path
    guard mayRead(path, resolved, at: place) else { return nil }
    let file: SourceFile
    switch access.read(path, place) {
    case .success(let read): file = read
    case .failure(let failure):
      diagnostics.append(failure.diagnostic)
      return nil
    }
    files.append(file)
    let (tree, problems) = SyntaxTree.parse(file)
    diagnostics += problems
    guard let tree else { return nil }
    var decoder = DocumentDecoder(
      tree: tree, fileIndex: trees.count, isIncluded: place != nil)
    trees.append(tree)
    var declaration = decoder.construct(TopologyDeclaration.self, tree.root)
    diagnostics += decoder.diagnostics
    lostWords.formUnion(decoder.lostWords)
    if let version = declaration?.version, version.value != 1 {
      diagnostics.append(
        Diagnostic(
          .error, .unsupportedVersion, "version \(version.value) of the language is unknown",
          at: version.range, help: ValueType<Int>.versionHelp))
    }
    guard let includes = declaration?.include?.value else { return declaration }
    open.append((resolved, place))
    defer { open.removeLast() }
    for include in includes {
      let path = FilePath.join(FilePath.directory(of: path), include.value)
      if let included = load(path, at: include.range) { declaration?.merge(included, &diagnostics) }
    }
    return declaration
  }

  private mutating func mayRead(
    _ path: String, _ resolved: String, at place: SourceRange?
  ) -> Bool {
    defer { if known[resolved] == nil { known[resolved] = .some(place) } }
    guard let place else { return true }
    func refuse(_ message: String, _ notes: [Diagnostic.Note] = [], help: String? = nil) -> Bool {
      diagnostics.append(
        Diagnostic(.error, .invalidInclude, message, at: place, notes: notes, help: help))
      return false
    }
    guard boundary.contains(path) else {
      return refuse("`\(path)` is outside the top file's folder", help: boundary.help)
    }
    if let index = open.firstIndex(where: { $0.resolved == resolved }) {
      let chain = open[index...].compactMap(\.place).map {
        Diagnostic.Note("it is being read because of this", at: $0)
      }
      return refuse("`\(path)` includes itself", chain, help: "take one of the includes out")
    }
    if let first = known[resolved] {
      return refuse(
        "`\(path)` is included a second time",
        first.map { [.init("it is first included here", at: $0)] } ?? [],
        help: "take one of the two out")
    }
    guard open.count < Self.depthLimit else {
      return refuse("files include each other more than \(Self.depthLimit) levels deep")
    }
    return true
  }
}
