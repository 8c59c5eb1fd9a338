/// Maps as the destinations that exist see them: what lies between these makes no difference, and
/// maps that differ nowhere else are one row.
///
/// Rows are found by hashes and compared whole, so equal numbers mean equal rows, always.
struct LiveMaps: Sendable {
  /// By map: its row.
  private(set) var rows: [Int32] = []
  /// Where each row's runs begin; one more than there are rows.
  private var offsets: [Int32] = [0]
  /// The place among the destinations where a run begins, and the word there.
  private var places: [Int32] = []
  private var words: [Int32] = []
  private var known: [UInt64: [Int32]] = [:]

  var count: Int { offsets.count - 1 }

  init<Bits: AddressBits>(
    _ maps: IntervalMaps<Bits>, _ destinations: Destinations<Bits>, _ mixer: Mixer
  ) {
    rows.reserveCapacity(maps.count)
    for map in 0..<maps.count {
      let range = maps.range(of: map)
      var low = 0
      var hash: UInt64 = 0
      for index in range {
        let high =
          index + 1 < range.upperBound
          ? destinations.count(before: maps.starts[index + 1]) : destinations.count
        defer { low = high }
        let word = maps.values[index]
        if low == high || (places.count > Int(offsets[count]) && words[words.count - 1] == word) {
          continue
        }
        places.append(Int32(low))
        words.append(word)
        hash = mixer.mix(hash ^ UInt64(UInt32(bitPattern: word)) << 32 ^ UInt64(low))
      }
      rows.append(number(of: hash))
    }
  }

  func runs(of row: Int) -> some Sequence<(place: Int32, word: Int32)> {
    zip(places[range(of: row)], words[range(of: row)]).lazy.map { (place: $0, word: $1) }
  }

  func runCount(of row: Int) -> Int { range(of: row).count }

  private func range(of row: Int) -> Range<Int> { Int(offsets[row])..<Int(offsets[row + 1]) }

  /// The row that the last runs make, which are kept when it is a new one.
  private mutating func number(of hash: UInt64) -> Int32 {
    let draft = Int(offsets[count])..<places.count
    for row in known[hash] ?? [] {
      let other = range(of: Int(row))
      if other.count == draft.count, places[other] == places[draft], words[other] == words[draft] {
        places.removeSubrange(draft)
        words.removeSubrange(draft)
        return row
      }
    }
    known[hash, default: []].append(Int32(count))
    offsets.append(Int32(places.count))
    return Int32(count - 1)
  }
}
