import Diagnostics

/// The nodes of a document in flat arrays, and the text of its scalars.
struct SyntaxArena: Sendable {
  /// Entries that a `<<` brought into a mapping: a stretch of the arena and where the `<<` stands.
  struct Merge {
    var nodes: Range<Int>
    var place: SourceRange
  }

  let file: SourceFile
  var nodes: [SyntaxNode] = []
  var text: [UInt8] = []
  var merges: [Merge] = []
  /// Words of what was refused and left out: who refers to them makes no mistake of his own.
  var lostWords: Set<String> = []

  private let path: SourcePath

  init(file: SourceFile) {
    self.file = file
    path = SourcePath(file.path)
  }

  func range(_ node: SyntaxNode) -> SourceRange {
    SourceRange(
      path, start: SourcePosition(line: Int(node.startLine), column: Int(node.startColumn)),
      end: SourcePosition(line: Int(node.endLine), column: Int(node.endColumn)))
  }

  func bytes(_ node: SyntaxNode) -> ArraySlice<UInt8> {
    text[Int(node.first)..<Int(node.first + node.count)]
  }

  /// Adds every word of a node to `words`; a collection of many is cut short.
  func collectWords(_ node: SyntaxNode, _ words: inout Set<String>) {
    switch node.kind {
    case .plain, .quoted:
      if node.count <= 64 { words.insert(String(decoding: bytes(node), as: UTF8.self)) }
    case .alias: collectWords(nodes[Int(node.first)], &words)
    case .sequence, .mapping:
      for child in nodes[Int(node.first)..<Int(node.first + node.count)] where words.count < 10_000
      {
        collectWords(child, &words)
      }
    }
  }
}
