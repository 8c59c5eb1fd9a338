/// A rule of nftables that counts packets.
package struct CountingRule: Hashable, Sendable {
  package enum Counter: Hashable, Sendable {
    /// Its own, with the packets so far.
    case own(UInt64)
    /// A counter of its table.
    case named(String)

    package var name: String? { if case .named(let name) = self { name } else { nil } }
  }

  /// The table that it is in, without its content.
  package var table: ListedTable
  package var chain: String
  /// What its author says of it (`comment` of nft(8)).
  package var comment: String?
  package var counter: Counter
  /// Whether what it counts it drops or rejects, and nothing else.
  package var refuses: Bool
}
