import Topology

/// Maps and destinations as sums of pseudo-random numbers: equal sums, equal behaviour.
///
/// A map's sum has a term for each destination and the word there. A destination's has one for each
/// map and transit gateway's table, and its value there; differences at the ends of intervals and
/// one running sum make it linear in the number of intervals.
struct Sums<Bits: AddressBits> {
  private(set) var maps: [Digest]
  private(set) var destinations: [Digest]

  init(_ directory: Directory<Bits>, _ locals: IntervalMaps<Bits>, _ topology: Topology) {
    let all = directory.destinations
    var prefix: [Digest] = []
    prefix.reserveCapacity(all.count + 1)
    prefix.append(Digest())
    for index in 0..<all.count { prefix.append(prefix[index] + Digest(UInt64(index), 1)) }

    var differences = [Digest](repeating: Digest(), count: all.count + 1)
    maps = []
    maps.reserveCapacity(locals.count)
    for map in 0..<locals.count {
      var sum = Digest()
      let range = locals.range(of: map)
      var low = 0
      for index in range {
        let high =
          index + 1 < range.upperBound ? all.count(before: locals.starts[index + 1]) : all.count
        defer { low = high }
        if low == high { continue }
        let word = UInt64(UInt32(bitPattern: locals.values[index]))
        sum = sum + Digest(word, 2) * (prefix[high] - prefix[low])
        let term = Digest(word, UInt64(map) << 8 | 3)
        differences[low] = differences[low] + term
        differences[high] = differences[high] - term
      }
      maps.append(sum)
    }
    var running = Digest()
    destinations = []
    destinations.reserveCapacity(all.count)
    for index in 0..<all.count {
      running = running + differences[index]
      destinations.append(running)
    }
    addHubTables(directory, topology)
  }

  /// A route to a destination's own attachment says the same of all; to another's, what it is.
  private mutating func addHubTables(_ directory: Directory<Bits>, _ topology: Topology) {
    let model = directory.model
    let all = directory.destinations
    let base = topology.routeTables.count
    for table in topology.transitGatewayRouteTables.indices {
      let range = model.tables.range(of: base + table)
      var low = 0
      for index in range {
        let high =
          index + 1 < range.upperBound
          ? all.count(before: model.tables.starts[index + 1]) : all.count
        defer { low = high }
        if low == high { continue }
        let action = Action(rawValue: model.tables.values[index])
        let absolute = Digest(UInt64(UInt32(bitPattern: action.rawValue)), UInt64(table) << 8 | 4)
        let own = Digest(UInt64.max, UInt64(table) << 8 | 5)
        let vpc =
          action.kind == .attachment
          ? topology.transitGatewayAttachments[action.index].vpc.rawValue : -1
        for place in low..<high {
          destinations[place] =
            destinations[place] + (all.all[place].vpc == vpc ? own : absolute)
        }
      }
    }
  }
}
