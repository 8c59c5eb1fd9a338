import IPAddressing
import Threads
import Topology

/// Looks at tables one after the other, each route once.
struct TableScanner {
  private struct Entry {
    var destination: Prefix
    var isStatic: Bool
    var nextHop: NextHop
    /// How far from its first address on the route is covered without a gap.
    var next: IPAddress
  }

  private var entries: [Entry] = []
  private var open: [Int] = []
  private var traits: TableTraits = []

  /// What every table is: the VPCs' route tables, then the transit gateways'.
  static func traits(of topology: Topology) -> [TableTraits] {
    Parallel.map(topology.routeTables.count, least: 1000) { tables in
      var scanner = TableScanner()
      return topology.routeTables[tables].map { scanner.traits(of: $0) }
    }.flatMap(\.self)
      + Parallel.map(topology.transitGatewayRouteTables.count, least: 1) { tables in
        var scanner = TableScanner()
        return topology.transitGatewayRouteTables[tables].map { scanner.traits(of: $0) }
      }.flatMap(\.self)
  }

  private mutating func traits(of table: RouteTable) -> TableTraits {
    begin()
    for route in table.routes {
      if case .instance = route.target { traits.insert(.instances) }
      add(route.destination, .target(route.target), route.origin)
    }
    return finish()
  }

  private mutating func traits(of table: TransitGatewayRouteTable) -> TableTraits {
    begin()
    for route in table.routes { add(route.destination, route.target.nextHop, route.origin) }
    return finish()
  }

  private mutating func begin() {
    entries.removeAll(keepingCapacity: true)
    open.removeAll(keepingCapacity: true)
    traits = []
  }

  private mutating func add(_ destination: Prefix, _ nextHop: NextHop, _ origin: RouteOrigin) {
    var isStatic = false
    switch origin {
    case .local, .propagated: break
    case .static: isStatic = true
    case .prefixList: traits.insert(.prefixLists)
    }
    if origin != .local, AddressSpace.neverForwarded.contains(where: { $0.contains(destination) }) {
      traits.insert(.reserved)
    }
    entries.append(
      Entry(
        destination: destination, isStatic: isStatic, nextHop: nextHop, next: destination.first))
  }

  /// Prefixes are nested or apart: in their order those around the next one are still open.
  private mutating func finish() -> TableTraits {
    entries.sort { $0.destination < $1.destination }
    for index in entries.indices {
      let entry = entries[index]
      while let last = open.last, !entries[last].destination.contains(entry.destination) {
        open.removeLast()
      }
      defer { open.append(index) }
      guard let parent = open.last else { continue }
      if entries[parent].destination == entry.destination {
        // Which of the two lies within the other is a question of its own.
        traits.formUnion([.repeats, .covers])
      }
      if entry.isStatic, entries[parent].nextHop == entry.nextHop { traits.insert(.repeats) }
      guard entries[parent].next == entry.destination.first else { continue }
      let last = entry.destination.last
      if let next = last.advanced(by: 1), last != entries[parent].destination.last {
        entries[parent].next = next
      } else {
        traits.insert(.covers)
      }
    }
    return traits
  }
}
