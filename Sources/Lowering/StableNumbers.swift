/// Gives names numbers of a range that stay the same when other names come and go: each takes the
/// place that its hash picks, or the next free one.
struct StableNumbers {
  private let range: Range<UInt32>
  private var taken: [UInt32: String] = [:]
  private var numbers: [String: UInt32] = [:]

  init(in range: Range<UInt32>) { self.range = range }

  /// The number of a name, the same at each call; nil when the range is full.
  mutating func number(for name: String) -> UInt32? {
    if let number = numbers[name] { return number }
    guard taken.count < range.count else { return nil }
    var number = range.lowerBound + UInt32(StableHash.value(of: name) % UInt64(range.count))
    while taken[number] != nil {
      number = number + 1 == range.upperBound ? range.lowerBound : number + 1
    }
    taken[number] = name
    numbers[name] = number
    return number
  }
}
