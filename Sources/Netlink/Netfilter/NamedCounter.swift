/// A counter of a table of nftables (`counter NAME { … }` of nft(8)).
package struct NamedCounter: Hashable, Sendable {
  /// The table that it is in, without its content.
  package var table: ListedTable
  package var name: String
  package var packets: UInt64
}
