package import Diagnostics

/// A construct's table with the type erased, for the schema and the documentation.
package struct AnyConstruct: Sendable {
  package struct Field: Sendable {
    package let name: String
    package let type: String
    package let documentation: String
    /// The key as it may be written, such as `zone: a`.
    package let example: String?
    package let isRequired: Bool
    package let isTopFileOnly: Bool
    package let defaultValue: JSONValue?
    package let schema: @Sendable () -> JSONValue
    package let construct: AnyConstruct?
  }

  /// The Swift type's name without `Declaration`: its name among the schema's definitions.
  package let name: String
  package let noun: String
  package let documentation: String
  /// A function, since constructs may hold themselves.
  package let fields: @Sendable () -> [Field]
  package let rules: [KeyRule]

  package init<Root: Construct>(_ type: Root.Type) {
    var name = String(describing: type)
    if name.hasSuffix("Declaration") { name.removeLast("Declaration".count) }
    self.name = name
    noun = type.noun
    documentation = type.documentation
    rules = type.rules
    fields = { Root.fields.map(\.erased) }
  }
}
