import IPAddressing
import Topology

/// The ends that two topologies have in common, their addresses cut wherever a table of either tells
/// some apart: stretch by stretch the same hosts on both sides.
struct JointPopulation<Bits: AddressBits> {
  /// The old topology's and the new one's; what they don't have in common has no addresses.
  private(set) var old: Population<Bits>
  private(set) var new: Population<Bits>
  /// By place among the subnets: the same subnet's on the other side, -1 without one.
  private(set) var subnets: [Int32]
  /// The same for networks on premises, and for load balancer nodes.
  private(set) var networks: [Int32]
  private(set) var nodes: [Int32]

  init(
    _ old: (topology: Topology, model: Model<Bits>),
    _ new: (topology: Topology, model: Model<Bits>),
    _ correspondence: Correspondence
  ) {
    let before = Population(old.topology, old.model)
    let after = Population(new.topology, new.model)
    let places = Dictionary(
      uniqueKeysWithValues: after.subnets.enumerated().map { ($1, Int32($0)) })
    var stretches = Stretches<Bits>(before, after)
    subnets = before.subnets.enumerated().map { place, subnet in
      let other = correspondence.subnets.newOfOld[Int(subnet)]
      guard other >= 0, let counterpart = places[other],
        let ranges = Self.ranges(
          old.topology.subnets[Int(subnet)], new.topology.subnets[Int(other)]),
        stretches.addSubnet(place, Int(counterpart), from: ranges.old, to: ranges.new)
      else { return -1 }
      return counterpart
    }

    networks = before.networks.enumerated().map { place, network in
      let vpc = correspondence.vpcs.newOfOld[Int(network.vpc)]
      let found = after.networks.firstIndex { $0.vpc == vpc && $0.prefix == network.prefix }
      guard vpc >= 0, let found else { return -1 }
      stretches.addNetwork(place, found)
      return Int32(found)
    }
    let nodePlaces = Dictionary(
      after.nodes.enumerated().map { (Self.key($1.balancer, $1.subnet), Int32($0)) },
      uniquingKeysWith: { first, _ in first })
    nodes = before.nodes.map { node in
      let balancer = correspondence.loadBalancers.newOfOld[Int(node.balancer)]
      let subnet = correspondence.subnets.newOfOld[Int(node.subnet)]
      guard balancer >= 0, subnet >= 0 else { return -1 }
      return nodePlaces[Self.key(balancer, subnet)] ?? -1
    }
    self.old = before.with(stretches.old)
    self.new = after.with(stretches.new)
  }

  private static func key(_ balancer: Int32, _ subnet: Int32) -> Int64 {
    Int64(balancer) << 32 | Int64(subnet)
  }

  /// Where the addresses that a subnet keeps begin on either side: the same ones, or, where none is
  /// kept, those of a block of the same size by their order.
  private static func ranges(_ old: Subnet, _ new: Subnet) -> (old: Bits, new: Bits)? {
    guard let before = Bits.family == .ipv4 ? old.ipv4 : old.ipv6,
      let after = Bits.family == .ipv4 ? new.ipv4 : new.ipv6
    else { return nil }
    if before.overlaps(after) { return (0, 0) }
    return before.length == after.length ? (Bits(before.address), Bits(after.address)) : nil
  }
}

extension Population {
  /// The same ends with other stretches of addresses.
  fileprivate func with(_ units: (subnets: Units<Bits>, networks: Units<Bits>)) -> Population {
    var copy = self
    copy.units = units.subnets
    copy.networkUnits = units.networks
    return copy
  }
}
