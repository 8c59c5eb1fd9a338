/// A stretch of a tree's arena.
struct NodeList: RandomAccessCollection, Sendable {
  let range: Range<Int>

  var startIndex: Int { range.lowerBound }
  var endIndex: Int { range.upperBound }
  subscript(position: Int) -> NodeID { NodeID(position) }
}
