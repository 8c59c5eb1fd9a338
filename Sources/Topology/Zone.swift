/// An availability zone.
package struct Zone: Hashable, Sendable {
  package var name: String

  package init(name: String) { self.name = name }
}
