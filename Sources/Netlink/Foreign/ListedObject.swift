/// An object of a kind that we never make, as the kernel lists it.
package struct ListedObject: Hashable, Sendable {
  package var kind: DeleteObject.Kind
  package var linkIndex: Int32?
  /// As its tool prints it, without the link.
  package var summary: String
  /// What deletes it.
  package var message: [UInt8]
}
