/// Gives names numbers of a range that stay the same when other names come and go: a name keeps the
/// number that it had, and a new one takes the place that its hash picks, or the next free one.
struct StableNumbers {
  private let range: Range<UInt32>
  private var taken: Set<UInt32> = []
  private var numbers: [String: UInt32] = [:]

  /// - Parameter kept: What names had; a number out of the range, or a second name's, is given anew.
  init(in range: Range<UInt32>, keeping kept: [String: UInt32] = [:]) {
    self.range = range
    for (name, number) in kept.sorted(by: { $0.key < $1.key })
    where range.contains(number) && taken.insert(number).inserted {
      numbers[name] = number
    }
  }

  /// The number of a name, the same at each call; nil when the range is full.
  ///
  /// - Parameter place: Where in the range a new one is to be, if not where its hash says.
  mutating func number(for name: String, at place: Int? = nil) -> UInt32? {
    if let number = numbers[name] { return number }
    guard taken.count < range.count else { return nil }
    let start = place.map(UInt64.init) ?? StableHash.value(of: name)
    var number = range.lowerBound + UInt32(start % UInt64(range.count))
    while taken.contains(number) {
      number = number + 1 == range.upperBound ? range.lowerBound : number + 1
    }
    taken.insert(number)
    numbers[name] = number
    return number
  }
}
