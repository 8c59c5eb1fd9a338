import DataPlane
import Testing

@Suite struct MaglevTests {
  static func members(_ count: Int) -> [Maglev.Member] {
    (0..<count).map { Maglev.Member(slot: $0, name: "10.100.1.\($0 + 10)") }
  }

  @Test("Every member gets its share, to one per cent", arguments: [1, 2, 3, 10, 100])
  func balance(count: Int) {
    let table = Maglev.table(of: Self.members(count))
    #expect(table.count == Maglev.tableSize)
    var shares = [Int](repeating: 0, count: count)
    for slot in table { shares[Int(slot)] += 1 }
    let fair = Double(Maglev.tableSize) / Double(count)
    for share in shares { #expect(abs(Double(share) - fair) <= max(1, fair / 100)) }
  }

  @Test("When a member goes, few entries of the others move", arguments: [2, 3, 5, 10])
  func disruption(count: Int) {
    let before = Maglev.table(of: Self.members(count))
    let after = Maglev.table(of: Self.members(count).filter { $0.slot != 1 })
    var moved = 0
    for (old, new) in zip(before, after) where old != 1 && old != new { moved += 1 }
    #expect(!after.contains(1))
    #expect(moved * 100 < Maglev.tableSize)
  }

  /// What changes in the table, of members that stay when one goes, and of all when one comes.
  ///
  /// The ideal is none, and the newcomer's share; what is more moves no flow that is known, but new
  /// ones of ends that meet again.
  @Test(
    "Against the ideal, a member that goes or comes moves at most one entry in fifty more",
    arguments: [(2, 0.0), (3, 0.1), (5, 0.3), (10, 0.7), (30, 0.9), (100, 1.5)])
  func ideal(count: Int, percent: Double) {
    let size = Double(Maglev.tableSize)
    let before = Maglev.table(of: Self.members(count))
    let fewer = Maglev.table(of: Self.members(count).filter { $0.slot != 1 })
    let moved = zip(before, fewer).count { $0 != 1 && $0 != $1 }
    #expect(Double(moved) / size * 100 <= percent, "\(moved) of \(Maglev.tableSize)")

    let more = Maglev.table(of: Self.members(count + 1))
    let share = more.count { $0 == UInt32(count) }
    let changed = zip(before, more).count { $0 != $1 }
    #expect(abs(Double(share) - size / Double(count + 1)) <= 2)
    #expect(Double(changed - share) / size <= 0.02, "\(changed), of which \(share) are its own")
  }

  @Test("The table depends on the members, not on their order; none make an empty one")
  func determinism() {
    let members = Self.members(7)
    #expect(Maglev.table(of: members) == Maglev.table(of: members.reversed()))
    #expect(Maglev.table(of: []) == [])
  }
}
