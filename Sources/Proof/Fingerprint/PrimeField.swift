/// Numbers modulo the Mersenne prime 2^61 - 1.
enum PrimeField {
  static let prime: UInt64 = (1 << 61) - 1

  static func add(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let sum = left + right
    return sum >= prime ? sum - prime : sum
  }

  static func subtract(_ left: UInt64, _ right: UInt64) -> UInt64 {
    left >= right ? left - right : left + prime - right
  }

  static func multiply(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return add((product.high << 3 | product.low >> 61), product.low & prime)
  }

  /// A pseudo-random number below the prime, another one in each run.
  static func random(_ seed: UInt64) -> UInt64 { Mixer.ofThisRun.mix(seed) % prime }
}
