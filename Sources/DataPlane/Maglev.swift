/// Google's Maglev hashing (Eisenbud et al., NSDI 2016, section 3.4): spreads a table's entries
/// evenly over the members, and moves few of them when a member comes or goes.
package enum Maglev {
  /// The size of every table: a prime, so that each permutation visits every entry.
  package static let tableSize = 16381

  package struct Member: Hashable, Sendable {
    /// What the table's entries hold.
    package var slot: Int
    /// What the member's permutation follows from: the same on every host and after every restart.
    package var name: String

    package init(slot: Int, name: String) {
      self.slot = slot
      self.name = name
    }
  }

  /// The slots of a table of `size` entries; empty for no members.
  ///
  /// The members' order does not matter.
  ///
  /// - Precondition: `size` is prime and larger than the number of members.
  package static func table(of members: [Member], size: Int = tableSize) -> [UInt32] {
    guard !members.isEmpty else { return [] }
    precondition(members.count < size, "more members than entries")
    let members = members.sorted { ($0.name, $0.slot) < ($1.name, $1.slot) }
    var table = [UInt32](repeating: .max, count: size)
    var positions = members.map { Int(hash($0.name, seed: 1) % UInt64(size)) }
    let strides = members.map { Int(hash($0.name, seed: 2) % UInt64(size - 1)) + 1 }
    var filled = 0
    while true {
      for (index, member) in members.enumerated() {
        var position = positions[index]
        while table[position] != .max { position = (position + strides[index]) % size }
        table[position] = UInt32(member.slot)
        positions[index] = (position + strides[index]) % size
        filled += 1
        if filled == size { return table }
      }
    }
  }

  /// FNV-1a with a final mix (MurmurHash3's), so that names that differ in a digit differ in all.
  private static func hash(_ name: String, seed: UInt64) -> UInt64 {
    var hash = 0xcbf2_9ce4_8422_2325 ^ seed
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    hash = (hash ^ hash >> 33) &* 0xff51_afd7_ed55_8ccd
    hash = (hash ^ hash >> 33) &* 0xc4ce_b9fe_1a85_ec53
    return hash ^ hash >> 33
  }
}
