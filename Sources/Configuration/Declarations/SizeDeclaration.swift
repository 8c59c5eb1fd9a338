import Diagnostics
import YAMLSyntax

/// An appliance group's `size`.
package struct SizeDeclaration: Construct {
  package var min: Located<Int>?
  package var desired: Located<Int>?
  package var max: Located<Int>?

  package init() {}

  package static let noun = "a size"
  package static let documentation =
    "How many appliances a group has; a number alone stands for all three."
  package static let fields: [Field<Self>] = [
    Field("min", \.min, .integer(0...1000), isRequired: true, "The fewest."),
    Field(
      "desired", \.desired, .integer(0...1000), isRequired: true, "How many there are at first."),
    Field("max", \.max, .integer(1...1000), isRequired: true, "The most."),
  ]
}

extension ValueType where Value == SizeDeclaration {
  /// A number, or `{ min, desired, max }`.
  package static let size = ValueType(
    noun: "a number, or `{ min, desired, max }`",
    schema: {
      ["anyOf": [ValueType<Int>.integer(1...1000).schema(), ["$ref": "#/$defs/Size"]]]
    },
    construct: AnyConstruct(SizeDeclaration.self),
    decode: { node, decoder in
      guard decoder.tree.kind(of: node) != .mapping else {
        guard let size = decoder.construct(SizeDeclaration.self, node) else { return nil }
        guard let min = size.min?.value, let desired = size.desired?.value,
          let max = size.max?.value
        else { return nil }
        guard min <= desired, desired <= max else {
          decoder.refuse(
            node, .invalidValue,
            "`desired` (\(desired)) is not between `min` (\(min)) and `max` (\(max))")
          return nil
        }
        return size
      }
      guard let count = ValueType<Int>.integer(1...1000).decode(node, &decoder) else { return nil }
      let located = Located(count, at: decoder.tree.range(of: node))
      var size = SizeDeclaration()
      (size.min, size.desired, size.max) = (located, located, located)
      return size
    })
}
