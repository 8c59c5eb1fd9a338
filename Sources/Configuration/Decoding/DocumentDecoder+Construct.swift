import Diagnostics
import YAMLSyntax

extension DocumentDecoder {
  /// Reads a map by its construct's table; nil when the node is no map.
  mutating func construct<Root: Construct>(_ type: Root.Type, _ node: NodeID) -> Root? {
    guard tree.kind(of: node) == .mapping else {
      let needsKeys = Root.fields.contains { $0.erased.isRequired }
      refuseType(
        node, expected: "a map with the keys of \(Root.noun)",
        help: needsKeys || !tree.isNull(node)
          ? nil : "write `{}` for \(Root.noun) that has only defaults")
      return nil
    }
    let (outerKey, outerName) = (key, name)
    defer { (key, name) = (outerKey, outerName) }
    name = nil
    var root = Root()
    let fields = Root.fields
    var keys: [NodeID?] = Array(repeating: nil, count: fields.count)
    for entry in tree.entries(of: node) {
      guard let index = index(of: entry.key, among: fields) else {
        lose(entry.value)
        if let meant = refuseUnknownKey(entry.key, of: type, name: outerName),
          let index = Root.fields.firstIndex(where: { $0.name == meant }), keys[index] == nil
        {
          // What was meant counts as written, so that nothing else is said about its absence.
          keys[index] = entry.key
        }
        continue
      }
      keys[index] = entry.key
      if isIncluded, fields[index].erased.isTopFileOnly {
        refuse(
          entry.key, .misplacedKey, "`\(fields[index].name)` stands in the top file only",
          help: "take it out of this included file")
        continue
      }
      key = entry.key
      fields[index].assign(&root, entry.value, &self)
    }
    key = outerKey
    for index in fields.indices where keys[index] == nil {
      guard fields[index].erased.isRequired, !(fields[index].erased.isTopFileOnly && isIncluded)
      else { continue }
      refuseMissing(fields[index].erased, node, type, name: outerName)
    }
    for rule in Root.rules { check(rule, keys, node, type, name: outerName) }
    return root
  }

  /// Which field a key is; nil for an unknown one.
  private func index<Root: Construct>(of key: NodeID, among fields: [Field<Root>]) -> Int? {
    if let word = tree.shortWord(of: key) {
      return fields.indices.first { fields[$0].shortName == word }
    }
    let name = tree.string(of: key)
    return fields.indices.first { fields[$0].name == name }
  }

  /// The construct with its name: "the subnet `app`".
  private func subject<Root: Construct>(_ type: Root.Type, _ name: String?) -> String {
    name.map { "\(Root.subject) `\($0)`" } ?? Root.subject
  }

  private mutating func refuseMissing<Root: Construct>(
    _ field: AnyConstruct.Field, _ node: NodeID, _ type: Root.Type, name: String?
  ) {
    refuse(
      key ?? node, .missingKey, "`\(field.name)` is missing from \(subject(type, name))",
      help: field.example.map { "add `\($0)`" } ?? "add `\(field.name):`, \(field.type)")
  }

  private mutating func refuseMissing<Root: Construct>(
    _ names: [String], _ node: NodeID, _ type: Root.Type, name: String?
  ) {
    let examples = Root.fields.compactMap { names.contains($0.name) ? $0.erased.example : nil }
    refuse(
      key ?? node, .missingKey,
      "\(Excerpt.list(names, "or")) is missing from \(subject(type, name))",
      help: examples.isEmpty ? nil : "add \(Excerpt.list(examples, "or"))")
  }

  /// Says that a key is unknown, and returns the field that was probably meant.
  private mutating func refuseUnknownKey<Root: Construct>(
    _ key: NodeID, of type: Root.Type, name: String?
  ) -> String? {
    let word = tree.string(of: key)
    let names = Root.fields.map(\.name)
    let instead = Root.keysOfOthers[word]
    let meant = instead == nil ? Spelling.suggestion(for: word, among: names) : nil
    let help =
      if let instead {
        instead
      } else if let meant {
        Root.fields.first { $0.name == meant }?.erased.example.map {
          "did you mean `\(meant)`, as in `\($0)`?"
        } ?? "did you mean `\(meant)`?"
      } else if let home = Spelling.home(of: word, elsewhereThan: names) {
        "`\(home.key)` belongs in \(home.noun)"
      } else {
        "\(Root.noun) has the keys \(Excerpt.list(names))"
      }
    refuse(
      key, .unknownKey, "unknown key `\(Excerpt.shortened(word))` in \(subject(type, name))",
      help: help)
    return meant
  }

  private mutating func check<Root: Construct>(
    _ rule: KeyRule, _ keys: [NodeID?], _ node: NodeID, _ type: Root.Type, name: String?
  ) {
    func written(_ names: [String]) -> [(name: String, key: NodeID)] {
      Root.fields.indices.compactMap { index in
        keys[index].flatMap { key in
          names.contains(Root.fields[index].name) ? (Root.fields[index].name, key) : nil
        }
      }
    }
    func place(_ name: String) -> NodeID? {
      Root.fields.firstIndex { $0.name == name }.flatMap { keys[$0] }
    }
    func count(_ names: [String]) -> Int { names.count { place($0) != nil } }
    switch rule {
    case .exactlyOne(let names):
      if count(names) == 0 { refuseMissing(names, node, type, name: name) }
      if count(names) > 1 { refuseAllButOne(written(names)) }
    case .atLeastOne(let names):
      if count(names) == 0 { refuseMissing(names, node, type, name: name) }
    case .atMostOne(let names):
      if count(names) > 1 { refuseAllButOne(written(names)) }
    case .excludes(let first, let others):
      guard count(others) > 0, let key = place(first) else { return }
      for other in written(others) {
        refuse(
          other.key, .conflictingKeys, "`\(other.name)` cannot stand beside `\(first)`",
          notes: [.init("`\(first)` is written here", at: tree.range(of: key))],
          help: "keep one of the two")
      }
    case .requires(let first, let second):
      guard let key = place(first), place(second) == nil else { return }
      refuse(key, .missingKey, "`\(first)` needs `\(second)` beside it", help: "add `\(second)`")
    }
  }

  private mutating func refuseAllButOne(_ written: [(name: String, key: NodeID)]) {
    guard let first = written.first else { return }
    for other in written.dropFirst() {
      refuse(
        other.key, .conflictingKeys, "`\(other.name)` cannot stand beside `\(first.name)`",
        notes: [.init("`\(first.name)` is written here", at: tree.range(of: first.key))],
        help: "keep one of the two")
    }
  }
}
