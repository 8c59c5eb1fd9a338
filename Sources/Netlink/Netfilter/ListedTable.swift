/// An nftables table, as the kernel lists it.
package struct ListedTable: Hashable, Sendable {
  package var family: String
  package var name: String
  /// The port of the netlink socket with which the table goes (`flags owner` of nft(8)); nil for one
  /// that stays.
  package var owner: UInt32?
}
