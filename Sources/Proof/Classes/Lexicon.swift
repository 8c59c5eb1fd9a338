/// Words of symbols, each with a number: equal words have equal numbers.
struct Lexicon: Sendable {
  private let mixer: Mixer
  private var slots: [Int32]
  private var keys: [(parent: Int32, symbol: UInt64)] = [(-1, 0)]

  /// The empty word.
  static let empty: Int32 = 0

  init(_ mixer: Mixer) {
    self.mixer = mixer
    slots = [Int32](repeating: -1, count: 1 << 12)
  }

  /// The word with one more symbol.
  mutating func word(_ prefix: Int32, _ symbol: Symbol) -> Int32 {
    if keys.count * 2 > slots.count { grow() }
    var slot = hash(prefix, symbol.rawValue) & (slots.count - 1)
    while slots[slot] >= 0 {
      let key = keys[Int(slots[slot])]
      if key.parent == prefix, key.symbol == symbol.rawValue { return slots[slot] }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = Int32(keys.count)
    keys.append((prefix, symbol.rawValue))
    return slots[slot]
  }

  func symbols(of word: Int32) -> [Symbol] {
    var symbols: [Symbol] = []
    var word = word
    while word != Self.empty {
      symbols.append(Symbol(rawValue: keys[Int(word)].symbol))
      word = keys[Int(word)].parent
    }
    return symbols.reversed()
  }

  /// Whether a word has a symbol of a kind.
  func contains(_ kind: Symbol.Kind, in word: Int32) -> Bool {
    var word = word
    while word != Self.empty {
      if Symbol(rawValue: keys[Int(word)].symbol).kind == kind { return true }
      word = keys[Int(word)].parent
    }
    return false
  }

  /// The last symbol of a word.
  func last(of word: Int32) -> Symbol? {
    word == Self.empty ? nil : Symbol(rawValue: keys[Int(word)].symbol)
  }

  /// What the last symbol of a word is.
  func lastKind(of word: Int32) -> Symbol.Kind? { last(of: word)?.kind }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    for index in keys.indices.dropFirst() {
      var slot = hash(keys[index].parent, keys[index].symbol) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(index)
    }
  }

  private func hash(_ parent: Int32, _ symbol: UInt64) -> Int {
    Int(truncatingIfNeeded: mixer.mix(symbol &+ UInt64(UInt32(bitPattern: parent)) << 32) >> 8)
  }
}
