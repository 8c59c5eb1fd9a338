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
    return arena.bytes(node)
  }

  /// How many bytes a scalar has, escapes and folding done; 0 for collections.
  package func byteCount(of id: NodeID) -> Int {
    let node = resolved(id)
    return node.kind == .plain || node.kind == .quoted ? Int(node.count) : 0
  }

  /// A scalar in one number, equal for equal words; nil for longer ones and for collections.
  package func shortWord(of id: NodeID) -> ShortWord? {
    let node = resolved(id)
    guard node.kind == .plain || node.kind == .quoted else { return nil }
    return ShortWord(arena.text, from: Int(node.first), count: Int(node.count))
  }

  /// Whether two scalars say the same.
  package func areEqual(_ left: NodeID, _ right: NodeID) -> Bool {
    let (left, right) = (resolved(left), resolved(right))
    guard left.count == right.count, left.kind == .plain || left.kind == .quoted,
      right.kind == .plain || right.kind == .quoted
    else { return false }
    return arena.text.withUnsafeBufferPointer { text in
      let (first, second) = (Int(left.first), Int(right.first))
      // Names that are counted differ in their last letters.
      return (0..<Int(left.count)).reversed().allSatisfy { text[first + $0] == text[second + $0] }
    }
  }

  /// A scalar's text, escapes and folding done; empty for collections.
  package func string(of id: NodeID) -> String { String(decoding: bytes(of: id), as: UTF8.self) }

  /// Whether the node is a scalar without quotes, so that YAML itself would give it a type.
  package func isPlain(_ id: NodeID) -> Bool { resolved(id).kind == .plain }

  /// Whether the node is nothing at all: `key:`, `~` or `null`.
  package func isNull(_ id: NodeID) -> Bool {
    let node = resolved(id)
    guard node.kind == .plain else { return false }
    switch node.count {
    case 0: return true
    case 1: return arena.text[Int(node.first)] == UInt8(ascii: "~")
    case 4: return arena.bytes(node).elementsEqual("null".utf8)
    default: return false
    }
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
  package func range(of id: NodeID) -> SourceRange { arena.range(arena.nodes[Int(id.index)]) }

  /// From the start of a key to the end of its value, when both stand in one place.
  package func range(of entry: EntryList.Element) -> SourceRange {
    let key = arena.nodes[Int(entry.key.index)]
    let value = arena.nodes[Int(entry.value.index)]
    var whole = key
    if (value.endLine, value.endColumn) > (key.endLine, key.endColumn) {
      whole.endLine = value.endLine
      whole.endColumn = value.endColumn
    }
    return arena.range(whole)
  }

  /// For an alias, where the anchored value is written.
  package func anchorRange(of id: NodeID) -> SourceRange? {
    let node = arena.nodes[Int(id.index)]
    return node.kind == .alias ? arena.range(arena.nodes[Int(node.first)]) : nil
  }

  /// For a key that came by a merge key, where its `<<` is written.
  package func mergeRange(ofKey id: NodeID) -> SourceRange? {
    let index = Int(id.index)
    let merges = arena.merges
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
    arena.collectWords(arena.nodes[Int(id.index)], &words)
  }
}
