import Topology

/// What all maps and all transit gateways' tables say of each destination, as one number: equal
/// numbers, equal answers of all of them, always.
///
/// The answers are leaves of a binary tree whose equal parts are stored once. From one destination
/// to the next, in order of addresses, only the parts above what changes are made anew: a step for
/// each interval and level.
struct DestinationColumns: Sendable {
  /// By destination, in order.
  private(set) var columns: [Int32] = []
  private var parts: NumberedPairs
  /// The tree in the order of its levels, from 1: a part's halves are at twice its place.
  private var tree: [Int32]
  private let leaves: Int
  private var changed: [Int] = []

  private struct Change {
    var row: Int32
    var word: Int32
  }

  /// What a transit gateway's route to a destination's own attachment says, whichever that is.
  private static let own: Int32 = .min

  /// - Parameter rows: whose answers count.
  init<Bits: AddressBits>(
    _ directory: Directory<Bits>, _ live: LiveMaps, rows: [Int32], _ topology: Topology,
    _ mixer: Mixer
  ) {
    let count = directory.destinations.count
    let height = rows.count + topology.transitGatewayRouteTables.count
    var leaves = 1
    while leaves < height { leaves *= 2 }
    self.leaves = leaves
    tree = [Int32](repeating: -1, count: 2 * leaves)
    parts = NumberedPairs(mixer)

    let (offsets, changes) = Self.changes(count, directory, live, rows, topology)
    columns.reserveCapacity(count)
    for place in 0..<count {
      for change in changes[offsets[place]..<offsets[place + 1]] {
        tree[leaves + Int(change.row)] = change.word
        changed.append((leaves + Int(change.row)) >> 1)
      }
      settle()
      columns.append(tree[1])
    }
  }

  /// Numbers the parts above what changed, level by level.
  private mutating func settle() {
    while let first = changed.first, first > 0 {
      var kept = 0
      for index in changed.indices {
        let part = changed[index]
        if index > 0, changed[index - 1] == part { continue }
        tree[part] = parts.number(tree[2 * part], tree[2 * part + 1])
        changed[kept] = part
        kept += 1
      }
      changed.removeLast(changed.count - kept)
      for index in changed.indices { changed[index] >>= 1 }
    }
    changed.removeAll(keepingCapacity: true)
  }

  /// Where rows' answers change, by destination, and where each destination's begin.
  private static func changes<Bits: AddressBits>(
    _ count: Int, _ directory: Directory<Bits>, _ live: LiveMaps, _ rows: [Int32],
    _ topology: Topology
  ) -> ([Int], [Change]) {
    var all: [(place: Int32, change: Change)] = []
    for (row, number) in rows.enumerated() {
      for (place, word) in live.runs(of: Int(number)) {
        all.append((place, Change(row: Int32(row), word: word)))
      }
    }
    for table in topology.transitGatewayRouteTables.indices {
      addRuns(of: table, row: Int32(rows.count + table), directory, topology, to: &all)
    }
    var offsets = [Int](repeating: 0, count: count + 1)
    for (place, _) in all { offsets[Int(place) + 1] += 1 }
    for place in 0..<count { offsets[place + 1] += offsets[place] }
    var next = offsets
    var changes = [Change](repeating: Change(row: 0, word: 0), count: all.count)
    for (place, change) in all {
      changes[next[Int(place)]] = change
      next[Int(place)] += 1
    }
    return (offsets, changes)
  }

  /// A route to a destination's own attachment says the same of all; to another's, what it is.
  private static func addRuns<Bits: AddressBits>(
    of table: Int, row: Int32, _ directory: Directory<Bits>, _ topology: Topology,
    to all: inout [(place: Int32, change: Change)]
  ) {
    let tables = directory.model.tables
    let destinations = directory.destinations
    let map = topology.routeTables.count + table
    let range = tables.range(of: map)
    var last: Int32?
    var low = 0
    for index in range {
      let high =
        index + 1 < range.upperBound
        ? destinations.count(before: tables.starts[index + 1]) : destinations.count
      defer { low = high }
      if low == high { continue }
      let action = Action(rawValue: tables.values[index])
      let vpc =
        action.kind == .attachment
        ? topology.transitGatewayAttachments[action.index].vpc.rawValue : -1
      for place in low..<high {
        let word = destinations.all[place].vpc == vpc ? own : action.rawValue
        if word == last { continue }
        last = word
        all.append((Int32(place), Change(row: row, word: word)))
      }
    }
  }
}
