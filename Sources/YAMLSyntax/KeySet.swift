/// The keys of one mapping, by their bytes: an open-addressing table that is used again and again.
///
/// Hashed with the standard library's seeded hasher, so that no file can make its keys collide.
struct KeySet {
  private struct Entry {
    var first: UInt32
    var count: UInt32
    var place: SyntaxNode
  }

  private var entries: [Entry] = []
  private var slots: [Int32] = []

  /// Below this many keys comparing them one by one is faster.
  private static let linearLimit = 8

  mutating func removeAll(reserving count: Int) {
    entries.removeAll(keepingCapacity: true)
    slots.removeAll(keepingCapacity: true)
    if count > Self.linearLimit { rebuild(capacity: count) }
  }

  /// Adds a key; returns where the same key stands already.
  mutating func insert(_ word: SyntaxNode, in text: [UInt8], place: SyntaxNode) -> SyntaxNode? {
    let entry = Entry(first: word.first, count: word.count, place: place)
    if slots.isEmpty {
      if let known = entries.first(where: { Self.equal($0, entry, text) }) { return known.place }
      entries.append(entry)
      if entries.count > Self.linearLimit { fill(text) }
      return nil
    }
    let slot = find(entry, text)
    if slots[slot] >= 0 { return entries[Int(slots[slot])].place }
    slots[slot] = Int32(entries.count)
    entries.append(entry)
    if entries.count * 2 > slots.count { fill(text) }
    return nil
  }

  private mutating func rebuild(capacity: Int) {
    var size = 32
    while size < capacity * 2 + 2 { size *= 2 }
    slots = Array(repeating: -1, count: size)
  }

  private mutating func fill(_ text: [UInt8]) {
    rebuild(capacity: entries.count * 2)
    for (index, entry) in entries.enumerated() { slots[find(entry, text)] = Int32(index) }
  }

  private func find(_ entry: Entry, _ text: [UInt8]) -> Int {
    var hasher = Hasher()
    text.withUnsafeBytes {
      hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: $0[Self.range(entry)]))
    }
    var slot = hasher.finalize() & (slots.count - 1)
    while slots[slot] >= 0, !Self.equal(entries[Int(slots[slot])], entry, text) {
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  private static func range(_ entry: Entry) -> Range<Int> {
    Int(entry.first)..<Int(entry.first + entry.count)
  }

  private static func equal(_ left: Entry, _ right: Entry, _ text: [UInt8]) -> Bool {
    left.count == right.count && text[range(left)].elementsEqual(text[range(right)])
  }
}
