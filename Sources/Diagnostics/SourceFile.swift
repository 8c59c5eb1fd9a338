/// The text of one input file, kept for excerpts.
package struct SourceFile: Hashable, Sendable {
  /// The path as the user named it.
  package let path: String
  package let bytes: [UInt8]

  package init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }
}
