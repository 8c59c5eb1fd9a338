import Diagnostics

/// Folds events into a `SyntaxTree`.
///
/// Finished nodes wait on one stack until their parent ends; then they move to the arena together,
/// so that the children of a collection are one stretch.
struct SyntaxTreeBuilder {
  /// What a node is once its aliases are written out: how many values, how many levels.
  struct Cost {
    var weight: Int32
    var height: Int32
  }

  /// A finished node that waits for its parent's end.
  struct Pending {
    var node: SyntaxNode
    var cost: Cost
  }

  /// A collection that has begun.
  struct Frame {
    var node: SyntaxNode
    var isFlow: Bool
    var anchor: String?
    var firstPending: Int
  }

  let limits: SyntaxLimits
  var arena: SyntaxArena
  var diagnostics: [Diagnostic] = []
  var pending: [Pending] = []
  var frames: [Frame] = []
  /// Of each node of the arena.
  var costs: [Cost] = []
  /// The arena's node that an anchor's name stands for now.
  private var anchors: [String: Int] = [:]
  var keys = KeySet()
  /// Values that merge keys have looked at so far.
  var mergeVisits = 0
  private var documents = 0
  private(set) var isAbandoned = false

  init(file: SourceFile, limits: SyntaxLimits) {
    self.limits = limits
    arena = SyntaxArena(file: file)
    arena.text.reserveRoom(file.bytes.count)
    arena.nodes.reserveRoom(file.bytes.count / 16)
    costs.reserveRoom(file.bytes.count / 16)
  }

  /// Takes the next events; false when reading on is pointless.
  mutating func accept(_ batch: EventBatch) -> Bool {
    let origin = UInt32(arena.text.count)
    arena.text.append(contentsOf: batch.text)
    for event in batch.events {
      accept(event, of: batch, textFrom: origin)
      if isAbandoned { return false }
    }
    return true
  }

  private mutating func accept(
    _ event: SyntaxEvent, of batch: EventBatch, textFrom origin: UInt32
  ) {
    var node = SyntaxNode(
      kind: .plain, startLine: event.startLine &+ batch.firstLine, startColumn: event.startColumn,
      endLine: event.endLine &+ batch.firstLine, endColumn: event.endColumn, first: 0, count: 0)
    if let tag = batch.word(event.tag) { refuseTag(tag, at: node) }
    switch event.kind {
    case .documentStart:
      documents += 1
      if documents > 1 {
        abandon(
          .severalDocuments, "a second YAML document begins here: a topology is one document",
          at: node, help: "put it in a file of its own and name that in `include`")
      }
    case .plain, .quoted:
      node.kind = event.kind == .plain ? .plain : .quoted
      node.first = origin + event.first
      node.count = event.count
      if event.tag >= 0 { arena.collectWords(node, &arena.lostWords) }
      push(
        Pending(node: node, cost: Cost(weight: 1, height: 0)), anchor: batch.word(event.anchor))
    case .alias: pushAlias(batch.word(event.anchor) ?? "", node)
    case .sequenceStart, .mappingStart:
      node.kind = event.kind == .sequenceStart ? .sequence : .mapping
      begin(node, isFlow: event.isFlow, anchor: batch.word(event.anchor))
    case .sequenceEnd, .mappingEnd: end(node)
    }
  }

  /// The tree, nil when it has no root, and everything found on the way.
  mutating func finish() -> (tree: SyntaxTree?, diagnostics: [Diagnostic]) {
    guard !isAbandoned, frames.isEmpty, let root = pending.last,
      !diagnostics.contains(where: { $0.id == .invalidSyntax })
    else {
      if diagnostics.isEmpty { diagnostics.append(emptyFile) }
      return (nil, diagnostics)
    }
    arena.nodes.append(root.node)
    let isEmpty = root.node.kind == .plain && root.node.count == 0
    if isEmpty, diagnostics.isEmpty { diagnostics.append(emptyFile) }
    return (isEmpty ? nil : SyntaxTree(arena), diagnostics)
  }

  private var emptyFile: Diagnostic {
    let start = SourcePosition(line: 1, column: 1)
    return Diagnostic(
      .error, .emptyFile, "the file holds nothing but blanks and comments",
      at: SourceRange(file: arena.file.path, start: start, end: start),
      help: "begin with `bumpwire: 1`, `name: my-topology` and `zones: [a, b]`")
  }

  private mutating func begin(_ collection: SyntaxNode, isFlow: Bool, anchor: String?) {
    guard frames.count < limits.depth else {
      return abandon(
        .excessiveDepth, "maps and lists are nested more than \(limits.depth) levels deep",
        at: collection)
    }
    frames.append(
      Frame(node: collection, isFlow: isFlow, anchor: anchor, firstPending: pending.count))
  }

  private mutating func end(_ node: SyntaxNode) {
    guard let frame = frames.popLast() else { return }
    var collection = frame.node
    let children = frame.firstPending..<pending.count
    if frame.isFlow {
      collection.endLine = node.endLine
      collection.endColumn = node.endColumn
    } else if !children.isEmpty {
      let first = pending[children.lowerBound].node
      let last = pending[children.upperBound - 1].node
      // libyaml ends a block collection where the next token starts.
      // Where an anchor stands before it, libyaml starts the collection there.
      if collection.kind == .mapping || frame.anchor != nil {
        collection.startLine = first.startLine
        collection.startColumn = first.startColumn
      }
      collection.endLine = last.endLine
      collection.endColumn = last.endColumn
    }
    if collection.kind == .mapping { foldKeys(children) }
    if isAbandoned { return }
    // By index: a slice would share the stack's storage, and shrinking it would copy it all.
    var weight = 1
    var height: Int32 = 0
    for index in frame.firstPending..<pending.count {
      weight += Int(pending[index].cost.weight)
      height = max(height, pending[index].cost.height)
    }
    collection.first = UInt32(arena.nodes.count)
    collection.count = UInt32(pending.count - frame.firstPending)
    guard weight <= limits.nodes else { return abandonExcess(at: collection) }
    guard height < limits.depth else {
      return abandon(
        .excessiveDepth,
        "maps and lists are nested more than \(limits.depth) levels deep once aliases are followed",
        at: collection)
    }
    for index in frame.firstPending..<pending.count {
      arena.nodes.append(pending[index].node)
      costs.append(pending[index].cost)
    }
    pending.removeLast(pending.count - frame.firstPending)
    push(
      Pending(node: collection, cost: Cost(weight: Int32(weight), height: height + 1)),
      anchor: frame.anchor)
  }

  private mutating func push(_ value: Pending, anchor: String?) {
    guard arena.nodes.count + pending.count < limits.nodes else {
      return abandonExcess(at: value.node)
    }
    pending.append(value)
    guard let anchor else { return }
    anchors[anchor] = arena.nodes.count
    arena.nodes.append(value.node)
    costs.append(value.cost)
  }

  private mutating func abandonExcess(at node: SyntaxNode) {
    abandon(
      .excessiveExpansion,
      "the file holds more than \(limits.nodes) values once its aliases are written out",
      at: node, help: "use fewer aliases of aliases")
  }

  private mutating func pushAlias(_ name: String, _ node: SyntaxNode) {
    var alias = node
    if let anchor = anchors[name] {
      alias.kind = .alias
      alias.first = UInt32(anchor)
      push(Pending(node: alias, cost: costs[anchor]), anchor: nil)
      return
    }
    let isOpen = frames.contains { $0.anchor == name }
    abandon(
      .undefinedAlias,
      isOpen
        ? "the alias `*\(name)` stands inside its own anchor `&\(name)`"
        : "the alias `*\(name)` has no anchor `&\(name)` before it",
      at: alias)
  }

  private mutating func refuseTag(_ tag: String, at node: SyntaxNode) {
    let known = ["str", "int", "float", "bool", "null", "map", "seq"]
    guard tag != "!", !known.contains(where: { tag == "tag:yaml.org,2002:\($0)" }) else { return }
    let text = tag.hasPrefix("tag:yaml.org,2002:") ? "!!" + tag.dropFirst(18) : tag
    diagnostics.append(
      Diagnostic(
        .error, .unsupportedTag, "the tag `\(text)` has no meaning in a topology",
        at: arena.range(node), help: "write the value itself, without a tag"))
  }

  mutating func abandon(
    _ id: DiagnosticID, _ message: String, at node: SyntaxNode, help: String? = nil
  ) {
    isAbandoned = true
    diagnostics.append(Diagnostic(.error, id, message, at: arena.range(node), help: help))
  }
}
