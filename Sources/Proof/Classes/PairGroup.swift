/// Pairs of ends to which the same happens, one of them for all.
struct PairGroup: Sendable {
  /// Ends, as a directory numbers them.
  var first: Int32
  var second: Int32
  var count: Int
  var effects: Effects
  /// Classes whose members the pairs are, all but those of partners; -1 for one pair by itself.
  var firstClass: Int32
  var secondClass: Int32
}
