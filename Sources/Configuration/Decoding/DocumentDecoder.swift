package import Diagnostics
import Threads
package import YAMLSyntax

/// Reads the nodes of one file as values of the language; collects what is wrong with them.
package struct DocumentDecoder {
  let tree: SyntaxTree
  /// Of the tree among the files of the topology.
  let fileIndex: Int
  /// Whether another file's `include` named this one.
  let isIncluded: Bool
  package private(set) var diagnostics: [Diagnostic] = []
  /// Words of what was refused: who refers to them makes no mistake of his own.
  package private(set) var lostWords: Set<String>
  /// The key that the node being read stands under; nil in a list.
  var key: NodeID?
  /// The name of the construct being read, where it has one.
  var name: String?
  /// Whether this reads a part of what another reads.
  private var isPart = false

  package init(tree: SyntaxTree, fileIndex: Int = 0, isIncluded: Bool = false) {
    self.tree = tree
    self.fileIndex = fileIndex
    self.isIncluded = isIncluded
    lostWords = tree.lostWords
  }

  /// Reports an error at a node; where the node is an alias, the anchored value is shown as well.
  mutating func refuse(
    _ node: NodeID, _ id: DiagnosticID, _ message: String, notes: [Diagnostic.Note] = [],
    help: String? = nil
  ) {
    var notes = notes
    if let anchor = tree.anchorRange(of: node) {
      notes.append(.init("the alias stands for this", at: anchor))
    }
    if let merge = tree.mergeRange(ofKey: node) {
      notes.append(.init("merged in here", at: merge))
    }
    diagnostics.append(
      Diagnostic(.error, id, message, at: tree.range(of: node), notes: notes, help: help))
  }

  /// Takes back what was reported after the first `count`.
  mutating func forgetDiagnostics(since count: Int) {
    diagnostics.removeLast(diagnostics.count - count)
  }

  /// Reads stretches of a long list at once; what is wrong is told in the list's order.
  mutating func stretches<Value: Sendable>(
    of count: Int, _ read: @Sendable (Range<Int>, inout DocumentDecoder) -> [Value]
  ) -> [Value] {
    guard !isPart, count >= Self.manyEntries else { return read(0..<count, &self) }
    var part = self
    part.isPart = true
    part.diagnostics = []
    let parts = Parallel.map(count, least: Self.manyEntries / 2) { [part] stretch in
      var decoder = part
      let values = read(stretch, &decoder)
      return (values, decoder.diagnostics, decoder.lostWords)
    }
    var values: [Value] = []
    values.reserveCapacity(count)
    for (read, diagnostics, lostWords) in parts {
      values += read
      self.diagnostics += diagnostics
      self.lostWords.formUnion(lostWords)
    }
    return values
  }

  /// So many are worth a thread.
  private static let manyEntries = 64

  /// Remembers what is left out together with a node.
  mutating func lose(_ node: NodeID) { tree.collectWords(of: node, into: &lostWords) }

  /// Reports that a node is of another shape than its type.
  mutating func refuseType(_ node: NodeID, expected noun: String, help: String? = nil) {
    lose(node)
    if let key { lose(key) }
    if tree.isNull(node) {
      let subject = key.map { "`\(tree.string(of: $0))` has no value" } ?? "there is no value here"
      refuse(node, .wrongType, "\(subject): expected \(noun)", help: help)
      return
    }
    let found =
      switch tree.kind(of: node) {
      case .sequence: "a list"
      case .mapping: "a map"
      case .scalar: "`\(Excerpt.shortened(tree.string(of: node)))`"
      }
    refuse(node, .wrongType, "expected \(noun), found \(found)", help: help)
  }
}
