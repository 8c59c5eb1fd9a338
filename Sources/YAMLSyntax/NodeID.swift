/// One node of a `SyntaxTree`: an index into its arena.
package struct NodeID: Hashable, Sendable {
  let index: Int32

  init(_ index: Int) { self.index = Int32(index) }
}
