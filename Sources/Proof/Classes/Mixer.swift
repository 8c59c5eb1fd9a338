/// Spreads numbers over 64 bits (Stafford's thirteenth variant, as in SplitMix64), otherwise in each
/// run, so that nobody can write a file whose numbers meet.
struct Mixer: Sendable {
  /// What sums of mixed numbers are right by, but for a chance of 2^-64 each.
  static let ofThisRun = Mixer(seed: .random(in: 0...(.max)))

  private let seed: UInt64
  /// Bits of the result that may differ from 0.
  private let mask: UInt64

  init(seed: UInt64, mask: UInt64 = .max) { (self.seed, self.mask) = (seed, mask) }

  func mix(_ value: UInt64) -> UInt64 {
    var mixed = (value ^ seed) &+ 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return (mixed ^ mixed >> 31) & mask
  }
}
