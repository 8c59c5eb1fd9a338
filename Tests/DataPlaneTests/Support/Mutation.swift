import TestSupport

/// Damages frames, the same way for the same seed.
struct Mutation {
  private var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  mutating func number(_ range: Range<Int>) -> Int { Int.random(in: range, using: &random) }

  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[number(0..<elements.count)]
  }

  /// One of `frames`, changed in up to three places, cut, stretched, or crossed with another one;
  /// sometimes nothing but noise.
  mutating func frame(like frames: [[UInt8]]) -> [UInt8] {
    var frame = pick(frames)
    switch number(0..<20) {
    case 0:
      frame = noise(number(14..<1600))
      frame.replaceSubrange(12..<14, with: pick([[8, 0], [0x86, 0xdd], [8, 6], [0x81, 0]]))
    case 1: frame.removeLast(number(0..<frame.count - 14 + 1))
    case 2: frame += noise(number(1..<100))
    case 3:
      let other = pick(frames)
      let end = min(frame.count, other.count)
      let start = number(14..<end)
      frame.replaceSubrange(start..<end, with: other[start..<end])
    case 4:
      // Both IPv4 lengths of the outer header and UDP's, so that they still agree.
      let length = number(0..<0x10000)
      put(length, at: 16, in: &frame)
      put(length - 20, at: 38, in: &frame)
    case 5: break
    default: for _ in 0...number(0..<3) { damage(&frame) }
    }
    return frame
  }

  /// The same, of frames that carry GENEVE: with a right checksum of the outer IPv4 header mostly,
  /// so that what is checked behind it is reached.
  mutating func envelope(like frames: [[UInt8]]) -> [UInt8] {
    let frame = frame(like: frames)
    guard frame.count >= 34, number(0..<4) != 0 else { return frame }
    return Array(frame[..<14]) + Packets.repaired(Array(frame[14...]))
  }

  private mutating func damage(_ frame: inout [UInt8]) {
    // Headers are where it matters.
    let end = number(0..<4) == 0 ? frame.count : min(frame.count, 130)
    let place = number(12..<end)
    switch number(0..<4) {
    case 0: frame[place] ^= 1 << UInt8(number(0..<8))
    case 1: frame[place] = UInt8(number(0..<256))
    case 2: frame[place] = pick([0, 1, 0x45, 0x60, 0x7f, 0x80, 0xff])
    default:
      put(pick([0, 1, 0x0108, 6081, 0x2000, 0xffff, number(0..<0x10000)]), at: place, in: &frame)
    }
  }

  private func put(_ word: Int, at place: Int, in frame: inout [UInt8]) {
    guard place + 1 < frame.count else { return }
    frame[place] = UInt8(truncatingIfNeeded: word >> 8)
    frame[place + 1] = UInt8(truncatingIfNeeded: word)
  }

  private mutating func noise(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }
}
