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

  @Test("The table depends on the members, not on their order; none make an empty one")
  func determinism() {
    let members = Self.members(7)
    #expect(Maglev.table(of: members) == Maglev.table(of: members.reversed()))
    #expect(Maglev.table(of: []) == [])
  }
}
