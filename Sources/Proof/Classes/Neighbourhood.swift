import IPAddressing
import Topology

/// Which VPCs are special to which others, or to the whole.
struct Neighbourhood<Bits: AddressBits>: Sendable {
  /// Packets between others pass through it: its names mean the same to everyone.
  let isTransit: [Bool]
  /// By VPC: those of its CIDRs that have addresses which another VPC has that something joins to it.
  let shared: [[ClosedRange<Bits>]]
  /// Whether there are any.
  let overlaps: [Bool]
  /// By VPC, in order: those with which every pair of ends is looked at by itself, such as peers.
  private(set) var partners: [[Int32]]

  init(_ topology: Topology, _ directory: Directory<Bits>) {
    let model = directory.model
    shared = Self.shared(topology, model.joined)
    overlaps = shared.map { !$0.isEmpty }
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

  /// By VPC: its CIDRs that share addresses with another's that something joins to it; of IPv6, with
  /// any other's, as the internet knows one owner of an address.
  static func shared(_ topology: Topology, _ joined: JoinedVPCs) -> [[ClosedRange<Bits>]] {
    var cidrs: [(component: Int32, range: ClosedRange<Bits>, vpc: Int)] = []
    for vpc in topology.vpcs {
      let component = Bits.family == .ipv6 ? 0 : joined.components[vpc.id.index]
      if component < 0 { continue }
      for cidr in vpc.cidrs {
        if let range = Model<Bits>.range(of: cidr) {
          cidrs.append((component, range, vpc.id.index))
        }
      }
    }
    cidrs.sort {
      ($0.component, $0.range.lowerBound, $0.vpc) < ($1.component, $1.range.lowerBound, $1.vpc)
    }
    var isShared = [Bool](repeating: false, count: cidrs.count)
    // Which reaches farthest of those before.
    var widest = 0
    for index in cidrs.indices.dropFirst() {
      let (open, cidr) = (cidrs[widest], cidrs[index])
      if open.component != cidr.component {
        widest = index
        continue
      }
      if cidr.range.lowerBound <= open.range.upperBound, open.vpc != cidr.vpc {
        isShared[widest] = true
        isShared[index] = true
      }
      if cidr.range.upperBound > open.range.upperBound { widest = index }
    }
    var result = [[ClosedRange<Bits>]](repeating: [], count: topology.vpcs.count)
    for index in cidrs.indices where isShared[index] {
      result[cidrs[index].vpc].append(cidrs[index].range)
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
