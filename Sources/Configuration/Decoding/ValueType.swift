package import Diagnostics
import YAMLSyntax

/// How a value is written: what a message calls it, how it is read, and its JSON Schema.
package struct ValueType<Value: Sendable>: Sendable {
  /// With its article: "a CIDR".
  package let noun: String
  /// The JSON Schema of the value; named constructs are references.
  package let schema: @Sendable () -> JSONValue
  /// The value as a schema's `default` shows it.
  package let render: @Sendable (Value) -> JSONValue
  /// The construct that it holds, for the schema's definitions; nil for plain values.
  package let construct: AnyConstruct?
  /// Reads a node; nil after it has said what is wrong.
  let decode: @Sendable (NodeID, inout DocumentDecoder) -> Value?

  init(
    noun: String, schema: @escaping @Sendable () -> JSONValue,
    render: @escaping @Sendable (Value) -> JSONValue = { _ in .null },
    construct: AnyConstruct? = nil,
    decode: @escaping @Sendable (NodeID, inout DocumentDecoder) -> Value?
  ) {
    self.noun = noun
    self.schema = schema
    self.render = render
    self.construct = construct
    self.decode = decode
  }
}
