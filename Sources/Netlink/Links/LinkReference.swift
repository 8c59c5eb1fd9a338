/// A link by what the kernel knows it by, and by what people do.
package struct LinkReference: Hashable, Sendable, CustomStringConvertible {
  package var index: Int32
  package var name: String

  package init(index: Int32, name: String) {
    self.index = index
    self.name = name
  }

  /// The first link of every namespace.
  package static let loopback = LinkReference(index: 1, name: "lo")

  package var description: String { name.isEmpty ? "index \(index)" : name }
}
