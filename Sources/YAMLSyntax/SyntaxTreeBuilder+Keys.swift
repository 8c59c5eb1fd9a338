import Diagnostics

/// Duplicate keys and merge keys, once a mapping has ended.
extension SyntaxTreeBuilder {
  /// Replaces the pending keys and values of a mapping by the ones that count: each key once, in
  /// order, those that `<<` brings in last.
  mutating func foldKeys(_ children: Range<Int>) {
    keys.removeAll(reserving: children.count / 2)
    var kept = children.lowerBound
    var merges: [(key: SyntaxNode, value: SyntaxNode)] = []
    for index in stride(from: children.lowerBound, to: children.upperBound, by: 2) {
      let key = pending[index].node
      let value = pending[index + 1].node
      if isMergeKey(key) {
        merges.append((key, value))
        continue
      }
      if accept(key) {
        if kept != index {
          pending[kept] = pending[index]
          pending[kept + 1] = pending[index + 1]
        }
        kept += 2
      } else {
        arena.collectWords(key, &arena.lostWords)
        arena.collectWords(value, &arena.lostWords)
      }
    }
    pending.removeLast(pending.count - kept)
    guard !merges.isEmpty else { return }
    // The mapping moves to the arena next, so a key's place there is already known.
    let origin = arena.nodes.count - children.lowerBound
    for (key, value) in merges {
      let begin = pending.count
      for source in sources(of: value, place: key) {
        guard charge(Int(source.count) + 1, at: key) else { return }
        merge(source)
      }
      if pending.count > begin {
        arena.merges.append(
          SyntaxArena.Merge(
            nodes: (begin + origin)..<(pending.count + origin), place: arena.range(key)))
      }
    }
  }

  /// Counts what a merge looks at: entries that are there already cost time and make no value.
  private mutating func charge(_ visits: Int, at place: SyntaxNode) -> Bool {
    mergeVisits += visits
    guard mergeVisits > limits.nodes else { return true }
    abandon(
      .excessiveExpansion,
      "the file's merge keys read more than \(limits.nodes) values",
      at: place, help: "merge fewer or smaller maps")
    return false
  }

  private func isMergeKey(_ key: SyntaxNode) -> Bool {
    key.kind == .plain && key.count == 2 && bytes(key).elementsEqual("<<".utf8)
  }

  private func bytes(_ node: SyntaxNode) -> ArraySlice<UInt8> { arena.bytes(node) }

  private func followed(_ node: SyntaxNode) -> SyntaxNode {
    node.kind == .alias ? arena.nodes[Int(node.first)] : node
  }

  /// Whether the key is a word that is new in this mapping; says so when it is not.
  private mutating func accept(_ key: SyntaxNode) -> Bool {
    let word = followed(key)
    guard word.kind == .plain || word.kind == .quoted else {
      diagnostics.append(
        Diagnostic(
          .error, .invalidKey,
          "a key must be a word, not a \(word.kind == .mapping ? "map" : "list")",
          at: arena.range(key)))
      return false
    }
    guard let first = keys.insert(word, in: arena.text, place: key) else { return true }
    let name = String(decoding: bytes(word), as: UTF8.self)
    diagnostics.append(
      Diagnostic(
        .error, .duplicateKey, "the key `\(name)` stands here a second time",
        at: arena.range(key),
        notes: [.init("it is first written here", at: arena.range(first))],
        help: "keep one of the two"))
    return false
  }

  private mutating func sources(of value: SyntaxNode, place: SyntaxNode) -> [SyntaxNode] {
    let source = followed(value)
    if source.kind == .mapping { return [source] }
    var items: [SyntaxNode] = []
    if source.kind == .sequence {
      guard charge(Int(source.count), at: place) else { return [] }
      items = arena.nodes[Int(source.first)..<Int(source.first + source.count)].map(followed)
    }
    if source.kind != .sequence || items.contains(where: { $0.kind != .mapping }) {
      diagnostics.append(
        Diagnostic(
          .error, .invalidMerge, "`<<` merges a map, or a list of maps", at: arena.range(value),
          help: "write `<<: *name` where `&name` marks a map"))
    }
    return items.filter { $0.kind == .mapping }
  }

  /// Adds the entries whose keys are not there yet: what is written wins, then the first merged.
  private mutating func merge(_ source: SyntaxNode) {
    for index in stride(from: Int(source.first), to: Int(source.first + source.count), by: 2) {
      let key = arena.nodes[index]
      let value = arena.nodes[index + 1]
      guard keys.insert(followed(key), in: arena.text, place: key) == nil else { continue }
      pending.append(Pending(node: key, cost: costs[index]))
      pending.append(Pending(node: value, cost: costs[index + 1]))
    }
  }
}
