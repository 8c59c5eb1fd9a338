package import Diagnostics

/// One YAML document as written: a flat arena in which every node knows its place.
///
/// Merge keys are already folded in; aliases are followed by the accessors, while `range(of:)`
/// stays at the place that was asked about.
///
/// A class: many threads read it, and should not meet at the counters of its arrays' owners.
package final class SyntaxTree: Sendable {
  /// What a node is, aliases followed.
  package enum Kind: Hashable, Sendable {
    case scalar
    case sequence
    case mapping
  }

  let arena: SyntaxArena

  init(_ arena: SyntaxArena) { self.arena = arena }

  package var file: SourceFile { arena.file }

  /// Words of what was refused and left out: who refers to them makes no mistake of his own.
  package var lostWords: Set<String> { arena.lostWords }

  /// The document's outermost node; the last of the arena.
  package var root: NodeID { NodeID(arena.nodes.count - 1) }

  func resolved(_ id: NodeID) -> SyntaxNode {
    let node = arena.nodes[Int(id.index)]
    return node.kind == .alias ? arena.nodes[Int(node.first)] : node
  }
}
