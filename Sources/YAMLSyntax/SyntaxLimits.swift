/// What a file may cost before it is refused.
package struct SyntaxLimits: Sendable {
  /// Bytes of one file.
  package var fileSize: Int
  /// Levels of maps and lists, counted through aliases.
  package var depth: Int
  /// Values of one file once every alias and merge key is written out.
  package var nodes: Int

  package init(fileSize: Int, depth: Int, nodes: Int) {
    self.fileSize = fileSize
    self.depth = depth
    self.nodes = nodes
  }

  package static let standard = SyntaxLimits(
    fileSize: 256 << 20, depth: 64, nodes: 16_000_000)
}
