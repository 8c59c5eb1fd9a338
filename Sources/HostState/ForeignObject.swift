/// An object that somebody made by hand in a namespace of ours and that the model has no words for:
/// it can only be seen and removed.
package struct ForeignObject: Hashable, Sendable, Codable {
  /// What it is, as `ip` would print it.
  package var summary: String
  /// The kernel's own rtnetlink message without its `nlmsghdr`: sent back in a delete request, it
  /// selects exactly this object.
  package var message: [UInt8]

  package init(summary: String, message: [UInt8]) {
    self.summary = summary
    self.message = message
  }
}
