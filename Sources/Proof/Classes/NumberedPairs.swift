/// Pairs of numbers, each with a number of its own: equal pairs have equal numbers, others never.
struct NumberedPairs: Sendable {
  private let mixer: Mixer
  private var slots: [Int32]
  private var keys: [UInt64] = []

  init(_ mixer: Mixer) {
    self.mixer = mixer
    slots = [Int32](repeating: -1, count: 1 << 10)
  }

  mutating func number(_ left: Int32, _ right: Int32) -> Int32 {
    if keys.count * 2 > slots.count { grow() }
    let key = UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    var slot = place(of: key)
    while slots[slot] >= 0 {
      if keys[Int(slots[slot])] == key { return slots[slot] }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = Int32(keys.count)
    keys.append(key)
    return slots[slot]
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    for (index, key) in keys.enumerated() {
      var slot = place(of: key)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(index)
    }
  }

  private func place(of key: UInt64) -> Int {
    Int(truncatingIfNeeded: mixer.mix(key) >> 8) & (slots.count - 1)
  }
}
