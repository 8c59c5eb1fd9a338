import FoundationEssentials

/// How many random networks the tests make, and from which seed on.
///
/// `make fuzz` sets `BUMPWIRE_FUZZ_FROM` and `BUMPWIRE_FUZZ_COUNT`; each test takes as many seeds.
enum FuzzSeeds {
  static func range(_ batch: Int, of batches: Int, usually count: Int) -> Range<UInt64> {
    let environment = ProcessInfo.processInfo.environment
    let from = environment["BUMPWIRE_FUZZ_FROM"].flatMap { UInt64($0) } ?? 0
    let all = environment["BUMPWIRE_FUZZ_COUNT"].flatMap { Int($0) } ?? count
    let share = UInt64(max(all / batches, 1))
    let start = from + UInt64(batch) * share
    return start..<start + share
  }
}
