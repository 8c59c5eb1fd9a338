import Foundation

/// How much of a campaign is run: a few points with every test, all of them in `make torture`.
enum Campaign {
  static let isWhole = ProcessInfo.processInfo.environment["BUMPWIRE_TORTURE"] == "1"

  /// The numbers of operations, of so many, at which something is made to happen: the first, the
  /// last, and some between.
  static func points(of count: Int) -> [Int] {
    let steps = isWhole ? count - 1 : 4
    return (0...steps).map { 1 + $0 * (count - 1) / steps }
  }

  /// How many rounds at random; `BUMPWIRE_ROUNDS` says how many of a whole campaign.
  static func rounds(_ few: Int = 3, whole many: Int) -> Int {
    guard isWhole else { return few }
    return ProcessInfo.processInfo.environment["BUMPWIRE_ROUNDS"].flatMap(Int.init) ?? many
  }

  /// The seeds of random networks: as many as rounds, from `BUMPWIRE_FUZZ_FROM` on.
  static func seeds(_ few: Int, whole many: Int) -> Range<UInt64> {
    let from = ProcessInfo.processInfo.environment["BUMPWIRE_FUZZ_FROM"].flatMap { UInt64($0) } ?? 0
    return from..<from + UInt64(rounds(few, whole: many))
  }

  /// What a campaign has come to.
  struct Counts: CustomStringConvertible {
    var injections = 0
    /// How often the next `apply` left nothing to be done.
    var converged = 0
    /// How often the next `destroy` succeeded.
    var destroyed = 0
    /// Things that were left behind.
    var leaked = 0

    var description: String {
      "\(injections) injections, \(converged) converged, \(destroyed) destroyed, \(leaked) leaked"
    }
  }
}
