/// A node of the arena: 28 bytes, nothing on the heap.
///
/// `first` and `count` are a stretch of the tree's text for scalars, of the arena for collections
/// (a mapping's keys and values alternate), and the anchored node for an alias.
struct SyntaxNode {
  enum Kind: UInt8 {
    case plain
    case quoted
    case sequence
    case mapping
    case alias
  }

  var kind: Kind
  var startLine: UInt32
  var startColumn: UInt32
  var endLine: UInt32
  var endColumn: UInt32
  var first: UInt32
  var count: UInt32
}
