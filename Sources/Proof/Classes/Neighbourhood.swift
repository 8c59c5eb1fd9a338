import IPAddressing
import Topology

/// Which VPCs are special to which others, or to the whole.
struct Neighbourhood<Bits: AddressBits>: Sendable {
  /// Packets between others pass through it: its names mean the same to everyone.
  let isTransit: [Bool]
  /// It shares addresses with another: each of its ends is a class of its own.
  let overlaps: [Bool]
  /// By VPC, in order: those with which every pair of ends is looked at by itself, such as peers.
  private(set) var partners: [[Int32]]

  init(_ topology: Topology, _ directory: Directory<Bits>) {
    let model = directory.model
    overlaps = Self.overlaps(topology)
    var isTransit = [Bool](repeating: false, count: topology.vpcs.count)
    let base = topology.routeTables.count
    for table in topology.transitGatewayRouteTables.indices {
      for index in model.tables.range(of: base + table) {
        let action = Action(rawValue: model.tables.values[index])
        guard action.kind == .attachment else { continue }
        let vpc = topology.transitGatewayAttachments[action.index].vpc.rawValue
        if isTransit[Int(vpc)] { continue }
        let range = model.tables.starts[index]...model.tables.end(of: index, in: base + table)
        if model.hasInternet(range) || Self.hasForeign(range, vpc, directory) {
          isTransit[Int(vpc)] = true
        }
      }
    }
    self.isTransit = isTransit

    var partners = [[Int32]](repeating: [], count: topology.vpcs.count)
    for (left, right) in model.peers {
      partners[Int(left)].append(right)
      partners[Int(right)].append(left)
    }
    for index in partners.indices { partners[index] = Set(partners[index]).sorted() }
    self.partners = partners
  }

  /// With further partners.
  func adding(_ further: [Set<Int32>]) -> Neighbourhood {
    var result = self
    for (vpc, others) in further.enumerated() where !others.isEmpty {
      result.partners[vpc] = others.union(partners[vpc]).sorted()
    }
    return result
  }

  /// Whether some destination in a range is at none of a VPC's own addresses.
  private static func hasForeign(
    _ range: ClosedRange<Bits>, _ vpc: Int32, _ directory: Directory<Bits>
  ) -> Bool {
    let destinations = directory.destinations
    var place = destinations.count(before: range.lowerBound)
    while place < destinations.count, destinations.all[place].first <= range.upperBound {
      if !directory.model.contains(destinations.all[place].first, vpc: vpc) { return true }
      place += 1
    }
    return false
  }

  /// By VPC: whether it shares addresses with another.
  static func overlaps(_ topology: Topology) -> [Bool] {
    var ranges: [(range: ClosedRange<Bits>, vpc: Int)] = []
    for vpc in topology.vpcs {
      for cidr in vpc.cidrs {
        if let range = Model<Bits>.range(of: cidr) { ranges.append((range, vpc.id.index)) }
      }
    }
    ranges.sort { $0.range.lowerBound < $1.range.lowerBound }
    var result = [Bool](repeating: false, count: topology.vpcs.count)
    var widest: (last: Bits, vpc: Int)?
    for (range, vpc) in ranges {
      if let open = widest, range.lowerBound <= open.last, open.vpc != vpc {
        result[open.vpc] = true
        result[vpc] = true
      }
      if widest.map({ range.upperBound > $0.last }) ?? true { widest = (range.upperBound, vpc) }
    }
    return result
  }

  /// Whether pairs of ends in two VPCs are looked at one by one.
  func arePartners(_ left: Int32, _ right: Int32) -> Bool {
    if left == right { return true }
    let (few, other) =
      partners[Int(left)].count <= partners[Int(right)].count ? (left, right) : (right, left)
    return partners[Int(few)].contains(other)
  }
}
