/// A word of at most fifteen bytes as a number: comparing it costs one instruction, and no owner.
package struct ShortWord: Hashable, Sendable {
  @usableFromInline let value: UInt128

  @inlinable package static func == (left: ShortWord, right: ShortWord) -> Bool {
    left.value == right.value
  }

  /// Nil for a longer word.
  package init?(_ word: String) {
    let bytes = Array(word.utf8)
    self.init(bytes, from: 0, count: bytes.count)
  }

  init?(_ text: [UInt8], from first: Int, count: Int) {
    guard count <= 15 else { return nil }
    var value = UInt128(count)
    for index in first..<first + count { value = value << 8 | UInt128(text[index]) }
    self.value = value
  }
}
