/// A sum of pseudo-random numbers, 128 bits wide so that different sums are never equal by chance.
struct Digest: Hashable, Sendable {
  var low: UInt64 = 0
  var high: UInt64 = 0

  init() {}

  init(_ first: UInt64, _ second: UInt64 = 0) {
    low = Mixer.mix(Mixer.mix(first) ^ second)
    high = Mixer.mix(Mixer.mix(first ^ 0x5851_F42D_4C95_7F2D) &+ second)
  }

  static func + (left: Digest, right: Digest) -> Digest {
    var sum = left
    sum.low &+= right.low
    sum.high &+= right.high
    return sum
  }

  static func - (left: Digest, right: Digest) -> Digest {
    var sum = left
    sum.low &-= right.low
    sum.high &-= right.high
    return sum
  }

  static func * (left: Digest, right: Digest) -> Digest {
    var product = Digest()
    product.low = (left.low | 1) &* right.low
    product.high = (left.high | 1) &* right.high
    return product
  }
}
