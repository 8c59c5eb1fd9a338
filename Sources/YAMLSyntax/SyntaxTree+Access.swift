package import Diagnostics

extension SyntaxTree {
  package func kind(of id: NodeID) -> Kind {
    switch resolved(id).kind {
    case .sequence: .sequence
    case .mapping: .mapping
    default: .scalar
    }
  }

  /// A scalar's bytes, escapes and folding done; empty for collections.
  package func bytes(of id: NodeID) -> ArraySlice<UInt8> {
    let node = resolved(id)
    guard node.kind == .plain || node.kind == .quoted else { return [] }
    return text[Int(node.first)..<Int(node.first + node.count)]
  }

  /// A scalar's text, escapes and folding done; empty for collections.
  package func string(of id: NodeID) -> String { String(decoding: bytes(of: id), as: UTF8.self) }

  /// Whether the node is a scalar without quotes, so that YAML itself would give it a type.
  package func isPlain(_ id: NodeID) -> Bool { resolved(id).kind == .plain }

  /// Whether the node is nothing at all: `key:`, `~` or `null`.
  package func isNull(_ id: NodeID) -> Bool {
    guard isPlain(id) else { return false }
    let bytes = bytes(of: id)
    return bytes.isEmpty || bytes.elementsEqual("~".utf8) || bytes.elementsEqual("null".utf8)
  }

  /// The items of a sequence; empty for anything else.
  package func items(of id: NodeID) -> some RandomAccessCollection<NodeID> & Sendable {
    let node = resolved(id)
    let range = node.kind == .sequence ? Int(node.first)..<Int(node.first + node.count) : 0..<0
    return NodeList(range: range)
  }

  /// The entries of a mapping in order, merged ones last; empty for anything else.
  package func entries(of id: NodeID) -> EntryList {
    let node = resolved(id)
    return EntryList(
      offset: Int(node.first), count: node.kind == .mapping ? Int(node.count) / 2 : 0)
  }

  /// Where the node is written; for an alias the alias itself.
  package func range(of id: NodeID) -> SourceRange { range(nodes[Int(id.index)]) }

  /// From the start of a key to the end of its value, when both stand in one place.
  package func range(of entry: EntryList.Element) -> SourceRange {
    let key = nodes[Int(entry.key.index)]
    let value = nodes[Int(entry.value.index)]
    var whole = key
    if (value.endLine, value.endColumn) > (key.endLine, key.endColumn) {
      whole.endLine = value.endLine
      whole.endColumn = value.endColumn
    }
    return range(whole)
  }

  /// For an alias, where the anchored value is written.
  package func anchorRange(of id: NodeID) -> SourceRange? {
    let node = nodes[Int(id.index)]
    return node.kind == .alias ? range(nodes[Int(node.first)]) : nil
  }

  /// For a key that came by a merge key, where its `<<` is written.
  package func mergeRange(ofKey id: NodeID) -> SourceRange? {
    let index = Int(id.index)
    var low = 0
    var high = merges.count
    while low < high {
      let middle = (low + high) / 2
      if merges[middle].nodes.upperBound <= index { low = middle + 1 } else { high = middle }
    }
    return low < merges.count && merges[low].nodes.contains(index) ? merges[low].place : nil
  }

  /// Adds every word of a node to `words`; a collection of many is cut short.
  package func collectWords(of id: NodeID, into words: inout Set<String>) {
    collectWords(nodes[Int(id.index)], &words)
  }

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

  func bytes(_ node: SyntaxNode) -> ArraySlice<UInt8> {
    text[Int(node.first)..<Int(node.first + node.count)]
  }
}
