import Diagnostics
import YAMLSyntax

/// One key of a construct.
package struct Field<Root: Construct>: Sendable {
  package let erased: AnyConstruct.Field
  package var name: String { erased.name }
  /// The name, to compare with keys; nil for a long one.
  let shortName: ShortWord?
  let assign: @Sendable (inout Root, NodeID, inout DocumentDecoder) -> Void

  private init<Value>(
    _ name: String, _ type: ValueType<Value>, isRequired: Bool, isTopFileOnly: Bool,
    example: String? = nil, defaultValue: JSONValue?, _ documentation: String,
    assign: @escaping @Sendable (inout Root, NodeID, inout DocumentDecoder) -> Void
  ) {
    erased = AnyConstruct.Field(
      name: name, type: type.noun, documentation: documentation, example: example,
      isRequired: isRequired,
      isTopFileOnly: isTopFileOnly, defaultValue: defaultValue, schema: type.schema,
      construct: type.construct)
    shortName = ShortWord(name)
    self.assign = assign
  }

  /// A key without a default.
  package init<Value>(
    _ name: String, _ path: any WritableKeyPath<Root, Located<Value>?> & Sendable,
    _ type: ValueType<Value>, isRequired: Bool = false, isTopFileOnly: Bool = false,
    example: String? = nil, _ documentation: String
  ) {
    self.init(
      name, type, isRequired: isRequired, isTopFileOnly: isTopFileOnly,
      example: example, defaultValue: nil, documentation
    ) { root, node, decoder in
      root[keyPath: path] = type.decode(node, &decoder).map {
        Located($0, at: decoder.tree.range(of: node))
      }
    }
  }

  /// A key whose default is the property's initial value.
  package init<Value>(
    _ name: String, _ path: any WritableKeyPath<Root, Defaulted<Value>> & Sendable,
    _ type: ValueType<Value>, isTopFileOnly: Bool = false, _ documentation: String
  ) {
    self.init(
      name, type, isRequired: false, isTopFileOnly: isTopFileOnly,
      defaultValue: type.render(Root()[keyPath: path].value), documentation
    ) { root, node, decoder in
      guard let value = type.decode(node, &decoder) else { return }
      root[keyPath: path] = Defaulted(value, at: decoder.tree.range(of: node))
    }
  }

  /// A key whose value knows its own places, and is empty by default.
  package init<Value>(
    _ name: String, _ path: any WritableKeyPath<Root, Value> & Sendable, _ type: ValueType<Value>,
    example: String? = nil, _ documentation: String
  ) {
    self.init(
      name, type, isRequired: false, isTopFileOnly: false, example: example, defaultValue: nil,
      documentation
    ) { root, node, decoder in
      if let value = type.decode(node, &decoder) { root[keyPath: path] = value }
    }
  }
}
