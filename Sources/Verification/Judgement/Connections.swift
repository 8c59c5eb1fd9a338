import IPAddressing
import Topology

/// What connects VPCs: where nothing does, no route is to blame for a packet that does not arrive.
struct Connections: Sendable {
  private let topology: Topology
  /// The VPCs that each one's packets may get to, over any number of transit gateways.
  private let islandsOfIPv4: Lazy<[ID<VPC>: Int]>
  private let islandsOfIPv6: Lazy<[ID<VPC>: Int]>

  init(_ topology: Topology) {
    self.topology = topology
    islandsOfIPv4 = Lazy { Self.islands(of: topology, .ipv4) }
    islandsOfIPv6 = Lazy { Self.islands(of: topology, .ipv6) }
  }

  /// Whether something carries packets between two VPCs, or what they are attached to.
  func connect(_ left: ID<VPC>, _ right: ID<VPC>, _ family: AddressFamily) -> Bool {
    if left == right { return true }
    // What answers for nearly all pairs comes first: it looks at no route.
    if topology.transitGateways.contains(where: { attaches($0, left) && attaches($0, right) }) {
      return true
    }
    if topology.peerings.contains(where: { $0.peer(of: left) == right }) { return true }
    let islands = family == .ipv4 ? islandsOfIPv4.value : islandsOfIPv6.value
    return islands[left].map { $0 == islands[right] } ?? false
  }

  private func attaches(_ hub: TransitGateway, _ vpc: ID<VPC>) -> Bool {
    hub.attachments.contains { topology.transitGatewayAttachments[$0.index].vpc == vpc }
  }

  /// The VPCs that transit gateways hold together, with their peers, and for IPv6 all with a gateway
  /// to the internet; each by the number of its island.
  ///
  /// A route that takes a peering for a bridge to a third VPC makes it one; what peerings alone hold
  /// together otherwise is no island.
  private static func islands(of topology: Topology, _ family: AddressFamily) -> [ID<VPC>: Int] {
    var bridges = topology.transitGateways.map { hub in
      Set(hub.attachments.map { topology[$0].vpc })
    }
    if family == .ipv6 {
      bridges.append(
        Set(
          topology.vpcs.filter {
            $0.internetGateway != nil || $0.egressOnlyInternetGateway != nil
          }.map(\.id)))
    }
    for table in topology.routeTables {
      for route in table.routes
      where route.destination.family == family && topology.sendsToThird(route, from: table.vpc) {
        let others = topology.vpcs.filter { $0.cidrs.contains { $0.overlaps(route.destination) } }
        bridges.append(Set([table.vpc] + others.map(\.id)))
      }
    }
    let firm = bridges.reduce(into: Set<ID<VPC>>()) { $0.formUnion($1) }
    bridges += topology.peerings.map { Set([$0.vpcs.0, $0.vpcs.1]) }
    let bridgesOf = bridges.indices.reduce(into: [ID<VPC>: [Int]]()) { found, bridge in
      for vpc in bridges[bridge] { found[vpc, default: []].append(bridge) }
    }
    var islands: [ID<VPC>: Int] = [:]
    var isCrossed = [Bool](repeating: false, count: bridges.count)
    for first in bridges.indices where !isCrossed[first] {
      var open = [first]
      while let bridge = open.popLast() {
        if isCrossed[bridge] { continue }
        isCrossed[bridge] = true
        for vpc in bridges[bridge] where islands[vpc] == nil {
          islands[vpc] = first
          open += bridgesOf[vpc] ?? []
        }
      }
    }
    let islandsOfFirm = Set(firm.compactMap { islands[$0] })
    return islands.filter { islandsOfFirm.contains($0.value) }
  }
}

extension Topology {
  /// Whether a route takes a peering for a way to others than its peer.
  fileprivate func sendsToThird(_ route: Route, from vpc: ID<VPC>) -> Bool {
    guard case .peering(let peering) = route.target, let peer = self[peering].peer(of: vpc) else {
      return false
    }
    return !self[peer].cidrs.contains { $0.contains(route.destination) }
  }
}
