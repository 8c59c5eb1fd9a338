package import Diagnostics

/// One resource that is not as it was.
package struct ResourceChange: Hashable, Sendable {
  package enum Action: String, Hashable, Sendable {
    case added
    case removed
    case changed
    /// Nothing but its name is different.
    case renamed
  }

  package struct Attribute: Hashable, Sendable {
    package var name: String
    /// Nil where the resource was not there, or is gone.
    package var before: String?
    package var after: String?
  }

  package var action: Action
  /// As the new file calls it; as the old one did where it is gone.
  package var address: String
  /// What the old file calls it, where that is another name.
  package var oldAddress: String?
  package var attributes: [Attribute]
  package var oldLocation: SourceRange?
  package var location: SourceRange?
}
