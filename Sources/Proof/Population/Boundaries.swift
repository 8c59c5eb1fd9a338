import IPAddressing
import Topology

/// Where the addresses change that some table tells apart.
struct Boundaries<Bits: AddressBits>: Sendable {
  /// In order, each once.
  let starts: [Bits]

  /// - Parameter widest: the host bits of the widest block that will be asked about; only
  ///   boundaries that may lie inside such a block are kept.
  init(_ topology: Topology, _ model: Model<Bits>, widest: Bits) {
    var found: [Bits] = []
    var isTarget: Set<Int> = []
    for (index, start) in model.tables.starts.enumerated() {
      if start & widest != 0 { found.append(start) }
      let action = Action(rawValue: model.tables.values[index])
      if action.kind == .instance { isTarget.insert(action.index) }
    }
    // An instance that routes lead to ends what is addressed to itself.
    for index in isTarget {
      guard let address = model.instances[index].address else { continue }
      found += [address, address &+ 1]
    }
    // What one VPC declares, another's host with its address may be taken for there, if it gets there.
    // What a network on premises has that is the internet, too, is answered by an internet gateway, to
    // which a declared instance without a public address is nobody.
    if !model.mappings.isEmpty {
      let shared = Neighbourhood<Bits>.shared(topology, model.joined)
      for mapping in model.mappings
      where !shared[Int(mapping.vpc)].isEmpty || model.asksForPublicMappings(of: mapping.vpc) {
        found += [mapping.address, mapping.address &+ 1]
      }
    }
    for map in [model.subnets, model.internet, model.owners] {
      found += map.starts.filter { $0 & widest != 0 }
    }
    for range in model.onPremises.joined() { found += [range.lowerBound, range.upperBound &+ 1] }
    for inspection in topology.inspections {
      for exception in inspection.exceptions {
        guard let range = Model<Bits>.range(of: exception.match) else { continue }
        found += [range.lowerBound, range.upperBound &+ 1]
      }
    }
    found.sort()
    var kept = 0
    for start in found where kept == 0 || found[kept - 1] != start {
      found[kept] = start
      kept += 1
    }
    found.removeLast(found.count - kept)
    starts = found
  }

  /// A range cut at every boundary inside.
  func parts(of range: ClosedRange<Bits>) -> [ClosedRange<Bits>] {
    var place = starts.count(leading: { $0 <= range.lowerBound })
    var parts: [ClosedRange<Bits>] = []
    var first = range.lowerBound
    while place < starts.count, starts[place] <= range.upperBound {
      parts.append(first...starts[place] - 1)
      first = starts[place]
      place += 1
    }
    parts.append(first...range.upperBound)
    return parts
  }
}
