import IPAddressing
import Topology

/// Who opens and ends flows, of one family.
struct Population<Bits: AddressBits>: Sendable {
  struct Node: Sendable {
    var balancer: Int32
    var index: Int32
    var subnet: Int32
    var address: Bits
    /// Whether its clients are hosts, not the internet.
    var isInternal: Bool
  }

  struct Network: Sendable {
    var vpc: Int32
    var prefix: Prefix
  }

  let model: Model<Bits>
  /// Host-bearing subnets that have the family.
  let subnets: [Int32]
  /// By place in `subnets`.
  var units: Units<Bits>
  let networks: [Network]
  /// By place in `networks`.
  var networkUnits: Units<Bits>
  let nodes: [Node]
  let taken: TakenAddresses<Bits>

  init(_ topology: Topology, _ model: Model<Bits>) {
    self.model = model
    let bearing = topology.subnets.filter { subnet in
      subnet.hosts && (Bits.family == .ipv4 ? subnet.ipv4 : subnet.ipv6) != nil
    }
    subnets = bearing.map(\.id.rawValue)
    networks = topology.vpcs.flatMap { vpc in
      (vpc.virtualPrivateGateway?.onPremises ?? []).filter { $0.family == Bits.family }
        .map { Network(vpc: vpc.id.rawValue, prefix: $0) }
    }
    var nodes: [Node] = []
    for balancer in topology.loadBalancers {
      let isInternal = !balancer.nodes.contains { $0.publicAddress != nil }
      for (index, node) in balancer.nodes.enumerated() {
        guard let address = Bits(ofFamily: node.address) else { continue }
        nodes.append(
          Node(
            balancer: balancer.id.rawValue, index: Int32(index), subnet: node.subnet.rawValue,
            address: address, isInternal: isInternal))
      }
    }
    self.nodes = nodes

    let ranges = bearing.compactMap { subnet in
      (Bits.family == .ipv4 ? subnet.ipv4 : subnet.ipv6).flatMap { Model<Bits>.range(of: $0) }
    }
    let boundaries = Boundaries(topology, model, widest: Self.widest(ranges))
    taken = TakenAddresses<Bits>(topology)
    var units = Units<Bits>()
    for (subnet, range) in zip(bearing, ranges) {
      // The first four addresses and the last are AWS's own.
      if range.upperBound - range.lowerBound >= 5 {
        let usable = range.lowerBound + 4...range.upperBound - 1
        for part in boundaries.parts(of: usable) {
          units.append(taken.unit(part, in: subnet.id.rawValue))
        }
      }
      units.finishEnd()
    }
    self.units = units

    var networkUnits = Units<Bits>()
    if !networks.isEmpty {
      let all = Boundaries(topology, model, widest: .max)
      for network in networks {
        for part in Model<Bits>.range(of: network.prefix).map({ all.parts(of: $0) }) ?? [] {
          let isReserved =
            model.tables.value(at: part.lowerBound, in: 0) == Action(.reserved).rawValue
          if isReserved || model.owners.value(at: part.lowerBound, in: 0) != .max { continue }
          networkUnits.append(
            .init(first: part.lowerBound, last: part.upperBound, hasFree: true, hasHost: true))
        }
        networkUnits.finishEnd()
      }
    }
    self.networkUnits = networkUnits
  }

  /// The host bits of the widest range.
  private static func widest(_ ranges: [ClosedRange<Bits>]) -> Bits {
    ranges.reduce(0) { max($0, $1.upperBound - $1.lowerBound) }
  }
}
