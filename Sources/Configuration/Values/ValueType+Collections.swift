import Diagnostics
import YAMLSyntax

extension ValueType {
  /// A list, each item with its place.
  package static func list<Item>(of item: ValueType<Item>) -> ValueType
  where Value == [Located<Item>] {
    let noun = "a list"
    return ValueType(
      noun: "\(noun), each item \(item.noun)",
      schema: { ["type": "array", "items": item.schema()] },
      construct: item.construct,
      decode: { node, decoder in
        guard decoder.tree.kind(of: node) == .sequence else {
          let isScalar = decoder.tree.kind(of: node) == .scalar && !decoder.tree.isNull(node)
          decoder.refuseType(
            node, expected: noun,
            help: isScalar ? "write `\(listed(decoder.tree.string(of: node)))`" : nil)
          return nil
        }
        return decoder.items(node, item)
      })
  }

  /// The list that a text was probably meant to be: each word an item, as in a command line.
  ///
  /// One with quotes of its own is left as it is.
  private static func listed(_ text: String) -> String {
    guard !text.contains(where: { "\"'`,[]{}#&*!|>%@:".contains($0) }) else {
      return "[\(Excerpt.shortened(text))]"
    }
    let words = text.split(whereSeparator: \.isWhitespace).map { word in
      word.allSatisfy(\.isNumber) ? "\"\(word)\"" : String(word)
    }
    return "[\(Excerpt.shortened(words.joined(separator: ", ")))]"
  }

  /// One value, or a list of them.
  package static func oneOrMore<Item>(of item: ValueType<Item>) -> ValueType
  where Value == [Located<Item>] {
    ValueType(
      noun: "\(item.noun) or a list of them",
      schema: {
        ["anyOf": [item.schema(), ["type": "array", "items": item.schema(), "minItems": 1]]]
      },
      construct: item.construct,
      decode: { node, decoder in
        guard decoder.tree.kind(of: node) == .sequence else {
          return item.decode(node, &decoder).map {
            [Located($0, at: decoder.tree.range(of: node))]
          }
        }
        if decoder.tree.items(of: node).isEmpty {
          decoder.refuse(node, .invalidValue, "the list is empty: expected \(item.noun)")
          return nil
        }
        return decoder.items(node, item)
      })
  }

  /// A list of exactly two.
  package static func pair<Item>(of item: ValueType<Item>) -> ValueType
  where Value == [Located<Item>] {
    ValueType(
      noun: "a list of two, each \(item.noun)",
      schema: {
        ["type": "array", "items": item.schema(), "minItems": 2, "maxItems": 2]
      },
      construct: item.construct,
      decode: { node, decoder in
        guard decoder.tree.kind(of: node) == .sequence else {
          decoder.refuseType(node, expected: "a list of two")
          return nil
        }
        let count = decoder.tree.items(of: node).count
        guard count == 2 else {
          decoder.refuse(node, .invalidValue, "expected two items, found \(count)")
          return nil
        }
        let items = decoder.items(node, item)
        return items.count == 2 ? items : nil
      })
  }

  /// A map by its construct's table.
  package static func construct(_ type: Value.Type) -> ValueType where Value: Construct {
    ValueType(
      noun: type.noun, schema: { ["$ref": .string("#/$defs/\(AnyConstruct(type).name)")] },
      construct: AnyConstruct(type),
      decode: { node, decoder in decoder.construct(type, node) })
  }

  /// A map from names to constructs.
  package static func named<Root: Construct>(_ type: Root.Type) -> ValueType
  where Value == NamedMap<Root> {
    ValueType(
      noun: "a map from names, each to \(Root.noun)",
      schema: {
        [
          "type": "object",
          "propertyNames": ["$ref": "#/$defs/Name"],
          "additionalProperties": ["$ref": .string("#/$defs/\(AnyConstruct(type).name)")],
        ]
      },
      construct: AnyConstruct(type),
      decode: { node, decoder in
        decoder.namedEntries(node, of: Root.noun, keys: Root.fields.map(\.name)) { value, decoder in
          decoder.construct(type, value) ?? Root()
        }
      })
  }

  /// A map from names to plain values.
  package static func named<Item>(_ item: ValueType<Item>) -> ValueType
  where Value == NamedMap<Located<Item>?> {
    ValueType(
      noun: "a map from names, each to \(item.noun)",
      schema: {
        [
          "type": "object", "propertyNames": ["$ref": "#/$defs/Name"],
          "additionalProperties": item.schema(),
        ]
      },
      construct: item.construct,
      decode: { node, decoder in
        decoder.namedEntries(node, of: item.noun) { value, decoder in
          item.decode(value, &decoder).map { Located($0, at: decoder.tree.range(of: value)) }
        }
      })
  }
}

extension DocumentDecoder {
  fileprivate mutating func items<Item>(
    _ node: NodeID, _ item: ValueType<Item>
  ) -> [Located<Item>] {
    let outer = key
    defer { key = outer }
    key = nil
    var values: [Located<Item>] = []
    for element in tree.items(of: node) {
      if let value = item.decode(element, &self) {
        values.append(Located(value, at: tree.range(of: element)))
      }
    }
    return values
  }

  /// Whether a name is a key of another construct, and what stands under it has no key of this one;
  /// says so in place of everything that was said since.
  private mutating func isMisindented(
    _ entry: EntryList.Element, named name: String, of noun: String, keys: [String],
    since known: Int
  ) -> Bool {
    guard !keys.isEmpty, !tree.entries(of: entry.value).isEmpty,
      let home = Spelling.home(of: name, elsewhereThan: []),
      !tree.entries(of: entry.value).contains(where: { keys.contains(tree.string(of: $0.key)) })
    else { return false }
    forgetDiagnostics(since: known)
    lose(entry.value)
    refuse(
      entry.key, .misplacedKey, "`\(name)` is read as the name of \(noun) here",
      help: "`\(home.key)` is a key of \(home.noun): check the indentation")
    return true
  }

  /// Reads a map from names.
  ///
  /// - Parameter keys: what a map under a name may have; empty where it is no construct.
  mutating func namedEntries<Item>(
    _ node: NodeID, of noun: String, keys: [String] = [],
    _ decode: @Sendable (NodeID, inout DocumentDecoder) -> Item
  ) -> NamedMap<Item>? {
    guard tree.kind(of: node) == .mapping else {
      refuseType(node, expected: "a map from names, each to \(noun)")
      return nil
    }
    let (outerKey, outerName) = (key, name)
    defer { (key, name) = (outerKey, outerName) }
    let written = tree.entries(of: node)
    let entries = stretches(of: written.count) { stretch, decoder in
      var entries: [NamedMap<Item>.Entry] = []
      entries.reserveCapacity(stretch.count)
      for index in stretch {
        if let entry = decoder.entry(written[index], of: noun, keys: keys, decode) {
          entries.append(entry)
        }
      }
      return entries
    }
    return NamedMap(entries: entries)
  }

  private mutating func entry<Item>(
    _ entry: EntryList.Element, of noun: String, keys: [String],
    _ decode: (NodeID, inout DocumentDecoder) -> Item
  ) -> NamedMap<Item>.Entry? {
    key = entry.key
    let known = diagnostics.count
    let text = identifier(entry.key) ?? tree.string(of: entry.key)
    name = text
    let value = decode(entry.value, &self)
    if diagnostics.count > known,
      isMisindented(entry, named: text, of: noun, keys: keys, since: known)
    {
      return nil
    }
    return .init(
      name: text, range: tree.range(of: entry.key), value: value,
      isComplete: diagnostics.count == known)
  }
}
