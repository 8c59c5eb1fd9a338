import IPAddressing

/// Where a table writes each of its destinations: most tables are short, or written in order, and need
/// no hashing.
struct WrittenDestinations {
  /// In order: the first few, and those that were beyond all before them.
  private var ascending: [(prefix: Prefix, place: Int)] = []
  private var others: [Prefix: Int] = [:]
  private static let few = 64

  /// Remembers a destination; returns where it is written already.
  mutating func insert(_ prefix: Prefix, at place: Int) -> Int? {
    guard let last = ascending.last, !(last.prefix < prefix) else {
      ascending.append((prefix, place))
      return nil
    }
    var (low, high) = (0, ascending.count)
    while low < high {
      let middle = (low + high) / 2
      if ascending[middle].prefix < prefix { low = middle + 1 } else { high = middle }
    }
    if ascending[low].prefix == prefix { return ascending[low].place }
    if ascending.count < Self.few {
      ascending.insert((prefix, place), at: low)
      return nil
    }
    if let known = others[prefix] { return known }
    others[prefix] = place
    return nil
  }
}
