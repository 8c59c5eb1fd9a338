import Foundation

/// How much of a campaign is run: a few points with every test, all of them in `make torture`.
enum Campaign {
  static let isWhole = ProcessInfo.processInfo.environment["BUMPWIRE_TORTURE"] == "1"

  /// The numbers of operations, of so many, at which something is made to happen.
  static func points(of count: Int, few: [Int]) -> [Int] { isWhole ? Array(1...count) : few }
}
