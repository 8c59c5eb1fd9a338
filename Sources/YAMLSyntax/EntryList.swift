/// The entries of a mapping: keys and values alternate in the arena.
package struct EntryList: RandomAccessCollection, Sendable {
  package typealias Element = (key: NodeID, value: NodeID)

  let offset: Int
  package let count: Int

  package var startIndex: Int { 0 }
  package var endIndex: Int { count }

  package subscript(position: Int) -> Element {
    (NodeID(offset + 2 * position), NodeID(offset + 2 * position + 1))
  }
}
