package import Diagnostics

/// The JSON Schema (draft 2020-12) of a topology file, made from the constructs' own tables.
package enum TopologySchema {
  /// What `bumpwire schema` prints and `schemas/topology.schema.json` holds.
  package static var json: JSONValue {
    var definitions: [JSONValue.Member] = [.init("Name", name)] + CIDRSchema.definitions
    var known: Set<String> = []
    collect(AnyConstruct(TopologyDeclaration.self), &known, &definitions)
    guard case .object(var members) = schema(of: AnyConstruct(TopologyDeclaration.self)) else {
      return .null
    }
    members.removeAll { $0.key == "required" }
    // An included file has none of the top file's keys.
    let required = AnyConstruct(TopologyDeclaration.self).fields().filter(\.isRequired).map(\.name)
    members.append(
      .init(
        "anyOf",
        [
          ["required": strings(required)],
          ["not": ["anyOf": .array(required.map { ["required": strings([$0])] })]],
        ]))
    return .object(
      [
        .init("$schema", "https://json-schema.org/draft/2020-12/schema"),
        .init("title", "Bumpwire topology, version 1"),
      ] + members + [.init("$defs", .object(definitions))])
  }

  private static var name: JSONValue {
    [
      "description": "A name: a-z, 0-9, `-` and `_`, beginning with a letter or digit.",
      "type": ["string", "integer"], "pattern": .string(Names.pattern),
      "not": ["enum": strings(Names.reserved.sorted())],
    ]
  }

  private static func collect(
    _ construct: AnyConstruct, _ known: inout Set<String>, _ definitions: inout [JSONValue.Member]
  ) {
    for inner in construct.fields().compactMap(\.construct) where known.insert(inner.name).inserted
    {
      definitions.append(.init(inner.name, schema(of: inner)))
      collect(inner, &known, &definitions)
    }
  }

  private static func schema(of construct: AnyConstruct) -> JSONValue {
    let fields = construct.fields()
    var members: [JSONValue.Member] = describe(construct.documentation)
    members.append(.init("type", "object"))
    members.append(
      .init("properties", .object(fields.map { .init($0.name, schema(of: $0)) })))
    members.append(.init("additionalProperties", false))
    let required = fields.filter(\.isRequired).map(\.name)
    if !required.isEmpty { members.append(.init("required", strings(required))) }
    let rules = construct.rules.map(schema(of:))
    if !rules.isEmpty { members.append(.init("allOf", .array(rules))) }
    return .object(members)
  }

  private static func schema(of field: AnyConstruct.Field) -> JSONValue {
    guard case .object(let type) = field.schema() else { return field.schema() }
    var members = describe(field.documentation) + type
    if let value = field.defaultValue, value != .null { members.append(.init("default", value)) }
    return .object(members)
  }

  private static func schema(of rule: KeyRule) -> JSONValue {
    func all(_ names: [String]) -> JSONValue { ["required": strings(names)] }
    func any(_ names: [String]) -> JSONValue { .array(names.map { all([$0]) }) }
    switch rule {
    case .exactlyOne(let names): return ["oneOf": any(names)]
    case .atLeastOne(let names): return ["anyOf": any(names)]
    case .atMostOne(let names):
      let pairs = names.indices.flatMap { first in
        names[(first + 1)...].map { all([names[first], $0]) }
      }
      return ["not": ["anyOf": .array(pairs)]]
    case .excludes(let first, let others):
      return ["not": ["anyOf": .array(others.map { all([first, $0]) })]]
    case .requires(let first, let second):
      return ["dependentRequired": .object([.init(first, strings([second]))])]
    }
  }

  /// For readers of JSON Schema, and for editors that render Markdown.
  private static func describe(_ text: String) -> [JSONValue.Member] {
    [
      .init("description", .string(text.replacing("`", with: ""))),
      .init("markdownDescription", .string(text)),
    ]
  }

  private static func strings(_ words: [String]) -> JSONValue { .array(words.map { .string($0) }) }
}
