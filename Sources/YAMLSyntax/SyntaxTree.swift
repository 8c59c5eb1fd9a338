package import Diagnostics

/// One YAML document as written: a flat arena in which every node knows its place.
///
/// Merge keys are already folded in; aliases are followed by the accessors, while `range(of:)`
/// stays at the place that was asked about.
package struct SyntaxTree: Sendable {
  /// What a node is, aliases followed.
  package enum Kind: Hashable, Sendable {
    case scalar
    case sequence
    case mapping
  }

  /// Entries that a `<<` brought into a mapping: a stretch of the arena and where the `<<` stands.
  struct Merge {
    var nodes: Range<Int>
    var place: SourceRange
  }

  package let file: SourceFile
  var nodes: [SyntaxNode] = []
  var text: [UInt8] = []
  var merges: [Merge] = []
  /// Words of what was refused and left out: who refers to them makes no mistake of his own.
  package internal(set) var lostWords: Set<String> = []

  private let path: SourcePath

  init(file: SourceFile) {
    self.file = file
    path = SourcePath(file.path)
  }

  /// The document's outermost node; the last of the arena.
  package var root: NodeID { NodeID(nodes.count - 1) }

  func range(_ node: SyntaxNode) -> SourceRange {
    SourceRange(
      path, start: SourcePosition(line: Int(node.startLine), column: Int(node.startColumn)),
      end: SourcePosition(line: Int(node.endLine), column: Int(node.endColumn)))
  }

  func resolved(_ id: NodeID) -> SyntaxNode {
    let node = nodes[Int(id.index)]
    return node.kind == .alias ? nodes[Int(node.first)] : node
  }
}
