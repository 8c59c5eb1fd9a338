import Threads

/// Turns prefixes with values into intervals: the longest prefix holds at each address.
struct Flattener<Bits: AddressBits> {
  struct Item {
    var first: Bits
    var length: UInt8
    /// Among equal prefixes the lowest holds.
    var rank: UInt8
    var value: Int32
  }

  /// Which of nested prefixes holds.
  enum Nesting { case innermost, lowestValue }

  private var items: [Item] = []
  private var open: [(last: Bits, value: Int32)] = []
  /// Which of two values of equal prefixes and ranks holds.
  private let isBefore: (Int32, Int32) -> Bool

  init(tie isBefore: @escaping (Int32, Int32) -> Bool = { $0 < $1 }) { self.isBefore = isBefore }

  mutating func add(_ first: Bits, length: Int, rank: Int = 0, _ value: Int32) {
    items.append(Item(first: first, length: UInt8(length), rank: UInt8(rank), value: value))
  }

  /// Ends the map that `maps` is building with what was added, and forgets it.
  mutating func flush(
    into maps: inout IntervalMaps<Bits>, otherwise outside: Int32, nesting: Nesting = .innermost
  ) {
    sort()
    open.removeAll(keepingCapacity: true)
    open.append((.max, outside))
    var position: Bits = 0
    var previous = -1
    for index in items.indices {
      let item = items[index]
      if previous >= 0, items[previous].first == item.first, items[previous].length == item.length {
        if nesting == .lowestValue, item.value < open[open.count - 1].value {
          open[open.count - 1].value = item.value
        }
        continue
      }
      previous = index
      while let top = open.last, top.last < item.first {
        if position <= top.last { maps.append(from: position, top.value) }
        position = max(position, top.last + 1)
        open.removeLast()
      }
      if item.first > position, let top = open.last {
        maps.append(from: position, top.value)
        position = item.first
      }
      let value = nesting == .innermost ? item.value : min(item.value, open[open.count - 1].value)
      open.append((item.first.last(length: Int(item.length)), value))
    }
    var isFull = false
    while let top = open.popLast() {
      if isFull { continue }
      if position <= top.last { maps.append(from: position, top.value) }
      if top.last == .max { isFull = true } else { position = max(position, top.last + 1) }
    }
    maps.finishMap()
    items.removeAll(keepingCapacity: true)
  }

  private func precedes(_ left: Item, _ right: Item) -> Bool {
    if left.first != right.first { return left.first < right.first }
    if left.length != right.length { return left.length < right.length }
    if left.rank != right.rank { return left.rank < right.rank }
    return left.value != right.value && isBefore(left.value, right.value)
  }

  /// Tables are short and mostly in order.
  private mutating func sort() {
    guard items.count <= 24 else {
      items = items.sorted { precedes($0, $1) }
      return
    }
    var index = 1
    while index < items.count {
      let item = items[index]
      var place = index
      while place > 0, precedes(item, items[place - 1]) {
        items[place] = items[place - 1]
        place -= 1
      }
      items[place] = item
      index += 1
    }
  }
}

extension Flattener {
  /// Maps of actions, one for each number below `count`, of what `add` gives for it.
  static func maps(
    _ count: Int, _ add: @Sendable (Int, inout Flattener) -> Void
  ) -> IntervalMaps<Bits> {
    let parts = Parallel.map(count, least: 1000) { stretch in
      var maps = IntervalMaps<Bits>()
      var flattener = Flattener(tie: Action.tieOrder)
      for index in stretch {
        add(index, &flattener)
        flattener.flush(into: &maps, otherwise: Action(.noRoute).rawValue)
      }
      return maps
    }
    var maps = parts[0]
    for part in parts.dropFirst() { maps.append(part) }
    return maps
  }
}
