import Diagnostics

/// A resource as it is compared: a name, and what can be different.
struct Resource {
  struct Attribute {
    var name: String
    /// For people.
    var text: String
    /// Equal ones are the same, whatever the text says.
    var identity: String

    init(_ name: String, _ text: String, identity: String? = nil) {
      self.name = name
      self.text = text
      self.identity = identity ?? text
    }
  }

  var address: String
  var location: SourceRange
  var attributes: [Attribute]

  /// The attributes that differ between two versions, in their order.
  static func changes(_ old: Resource, _ new: Resource) -> [ResourceChange.Attribute] {
    var changes: [ResourceChange.Attribute] = []
    for attribute in old.attributes {
      let other = new.attributes.first { $0.name == attribute.name }
      if other?.identity == attribute.identity { continue }
      changes.append(.init(name: attribute.name, before: attribute.text, after: other?.text))
    }
    for attribute in new.attributes
    where !old.attributes.contains(where: { $0.name == attribute.name }) {
      changes.append(.init(name: attribute.name, before: nil, after: attribute.text))
    }
    return changes
  }
}
