import Diagnostics
import Testing

@testable import YAMLSyntax

/// A text and what became of it.
struct Parsed {
  let tree: SyntaxTree?
  let diagnostics: [Diagnostic]

  init(_ text: String, limits: SyntaxLimits = .standard) {
    self.init(Array(text.utf8), limits: limits)
  }

  init(_ bytes: [UInt8], limits: SyntaxLimits = .standard) {
    (tree, diagnostics) = SyntaxTree.parse(
      SourceFile(path: "t.yaml", bytes: bytes), limits: limits)
  }

  var ids: [DiagnosticID] { diagnostics.map(\.id) }

  /// The tree as JSON-like text, aliases followed.
  var shape: String { tree.map { shape($0.root, in: $0) } ?? "-" }

  private func shape(_ id: NodeID, in tree: SyntaxTree) -> String {
    switch tree.kind(of: id) {
    case .scalar: tree.isNull(id) ? "null" : tree.string(of: id)
    case .sequence:
      "[" + tree.items(of: id).map { shape($0, in: tree) }.joined(separator: " ") + "]"
    case .mapping:
      "{"
        + tree.entries(of: id).map {
          shape($0.key, in: tree) + ":" + shape($0.value, in: tree)
        }.joined(separator: " ") + "}"
    }
  }

  /// `line:column-line:column` of the value at a path of keys.
  func place(_ path: String...) throws -> String {
    let tree = try #require(tree)
    var node = tree.root
    for key in path {
      let entry = tree.entries(of: node).first { tree.string(of: $0.key) == key }
      node = try #require(entry).value
    }
    let range = tree.range(of: node)
    return
      "\(range.start.line):\(range.start.column)-\(range.end.line):\(range.end.column)"
  }
}
