import IPAddressing
import Topology

/// Between which VPCs packets may pass at all, or routes try to pass them.
///
/// Transit gateways join what is attached to them, with its peers and theirs, and IPv6 crosses the
/// internet between all doors to it. VPCs that peerings alone join are joined to their peers only. A
/// route that takes a peering for a way to a third VPC joins them in its own mind.
struct JoinedVPCs: Sendable {
  /// By VPC: equal for VPCs that are joined, -1 for one that is joined to its peers only, if any.
  let components: [Int32]
  private let peers: Set<Int64>

  init<Bits: AddressBits>(_ topology: Topology, as: Bits.Type) {
    var roots = Array(topology.vpcs.indices)
    /// VPCs whose component is more than peers of each other.
    var wide: [Int] = []
    func root(_ vpc: Int) -> Int {
      var vpc = vpc
      while roots[vpc] != vpc {
        roots[vpc] = roots[roots[vpc]]
        vpc = roots[vpc]
      }
      return vpc
    }
    func join(_ left: Int, _ right: Int) {
      let (one, other) = (root(left), root(right))
      roots[max(one, other)] = min(one, other)
    }
    func joinAll(_ vpcs: [Int]) {
      for vpc in vpcs { join(vpcs[0], vpc) }
      wide += vpcs.prefix(1)
    }
    for hub in topology.transitGateways {
      joinAll(hub.attachments.map { topology[$0].vpc.index })
    }
    if Bits.family == .ipv6 {
      joinAll(
        topology.vpcs.indices.filter {
          topology.vpcs[$0].internetGateway != nil
            || topology.vpcs[$0].egressOnlyInternetGateway != nil
        })
    }
    for peering in topology.peerings { join(peering.vpcs.0.index, peering.vpcs.1.index) }
    for (destination, vpc) in Self.ways(Bits.family, topology) {
      let others = topology.vpcs.filter { $0.cidrs.contains { $0.overlaps(destination) } }
      joinAll([vpc] + others.map(\.id.index))
    }
    var isWide = [Bool](repeating: false, count: roots.count)
    for vpc in wide { isWide[root(vpc)] = true }
    components = roots.indices.map { isWide[root($0)] ? Int32(root($0)) : -1 }
    var peers: Set<Int64> = []
    for peering in topology.peerings {
      let (left, right) = (peering.vpcs.0.rawValue, peering.vpcs.1.rawValue)
      let (one, other) = (components[Int(left)], components[Int(right)])
      if one < 0 || one != other { peers.insert(Self.key(left, right)) }
    }
    self.peers = peers
  }

  /// Where routes send over peerings what is not their peers', each destination of a VPC once.
  private static func ways(
    _ family: AddressFamily, _ topology: Topology
  ) -> [(destination: Prefix, vpc: Int)] {
    if topology.peerings.isEmpty { return [] }
    let cidrs = topology.vpcs.map { family == .ipv4 ? $0.ipv4 : $0.ipv6 }
    let ends = topology.peerings.map(\.vpcs)
    return topology.routeTables.flatMap { table in
      var destinations: Set<Prefix> = []
      for route in table.routes {
        guard case .peering(let peering) = route.target, route.destination.family == family
        else { continue }
        let (left, right) = ends[peering.index]
        guard table.vpc == left || table.vpc == right else { continue }
        let peer = table.vpc == left ? right : left
        if !cidrs[peer.index].contains(where: { $0.contains(route.destination) }) {
          destinations.insert(route.destination)
        }
      }
      return destinations.map { ($0, table.vpc.index) }
    }
  }

  func areJoined(_ left: Int32, _ right: Int32) -> Bool {
    if left == right { return true }
    let component = components[Int(left)]
    if component >= 0, component == components[Int(right)] { return true }
    return peers.contains(Self.key(left, right))
  }

  private static func key(_ left: Int32, _ right: Int32) -> Int64 {
    Int64(min(left, right)) << 32 | Int64(max(left, right))
  }
}
