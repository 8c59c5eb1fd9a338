/// Many functions from addresses to numbers, each constant on intervals, in three flat arrays.
///
/// A map covers every address: interval `i` reaches to the start of the next, the last to the end.
struct IntervalMaps<Bits: AddressBits>: Hashable, Sendable {
  /// Where each map's intervals begin; one more than there are maps.
  private(set) var offsets: [Int32] = [0]
  private(set) var starts: [Bits] = []
  private(set) var values: [Int32] = []

  var count: Int { offsets.count - 1 }

  func range(of map: Int) -> Range<Int> { Int(offsets[map])..<Int(offsets[map + 1]) }

  /// Adds an interval to the map that is being built; one equal to its neighbour joins it.
  mutating func append(from start: Bits, _ value: Int32) {
    if values.count > Int(offsets[offsets.count - 1]), values[values.count - 1] == value { return }
    starts.append(start)
    values.append(value)
  }

  mutating func finishMap() { offsets.append(Int32(starts.count)) }

  /// The interval that holds an address.
  func index(of address: Bits, in map: Int) -> Int {
    var low = Int(offsets[map])
    var high = Int(offsets[map + 1])
    while high - low > 1 {
      let middle = (low + high) >> 1
      if starts[middle] <= address { low = middle } else { high = middle }
    }
    return low
  }

  func value(at address: Bits, in map: Int) -> Int32 { values[index(of: address, in: map)] }

  /// The last address of an interval.
  func end(of index: Int, in map: Int) -> Bits {
    index + 1 < Int(offsets[map + 1]) ? starts[index + 1] - 1 : .max
  }

  /// Adds all of another's maps.
  mutating func append(_ other: IntervalMaps) {
    let base = offsets[offsets.count - 1]
    offsets += other.offsets.dropFirst().map { base + $0 }
    starts += other.starts
    values += other.values
  }
}
