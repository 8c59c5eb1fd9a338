import IPAddressing
import Topology

@testable import Proof

/// What the engine's own forwarding says about every pair, without classes: one by one.
enum Enumeration {
  /// What flows of both families pass and do on their ways.
  struct Seen {
    /// Endpoints, instances and NAT gateways, and entries behind which some flow is inspected.
    var places: Set<Int32> = []
    var hashed: Set<Sightings.Hashed> = []
    var crossed: Set<Int32> = []
    var reentered: Set<Int32> = []

    fileprivate mutating func add(_ sightings: Sightings) {
      places.formUnion(sightings.places)
      hashed.formUnion(sightings.hashed)
      crossed.formUnion(sightings.crossed)
      reentered.formUnion(sightings.reentered)
    }
  }

  static func verdicts(_ topology: Topology) -> [String: Effects] { all(topology).verdicts }

  static func all(_ topology: Topology) -> (verdicts: [String: Effects], seen: Seen) {
    var result: [String: Effects] = [:]
    var seen = Seen()
    enumerate(topology, as: UInt32.self, into: &result, &seen)
    enumerate(topology, as: UInt128.self, into: &result, &seen)
    return (result, seen)
  }

  private static func enumerate<Bits: AddressBits>(
    _ topology: Topology, as: Bits.Type, into result: inout [String: Effects],
    _ seen: inout Seen
  ) {
    let model = Model<Bits>(topology, LocationSpace(topology))
    let population = Population<Bits>(topology, model)
    let prober = PairProber<Bits>(population)
    let ends = population.subnets.map { FlowEnd.subnet(ID(Int($0))) }
    let networks = population.networks.map {
      FlowEnd.onPremises(ID(Int($0.vpc)), $0.prefix)
    }
    var sightings = Sightings()
    defer { seen.add(sightings) }
    func add(_ first: FlowEnd, _ second: FlowEnd, _ effects: Effects) {
      if !effects.isEmpty {
        result[Oracle.key(first, second, Bits.family), default: []].formUnion(effects)
      }
    }
    for first in ends.indices {
      for second in ends.indices where second > first {
        add(
          ends[first], ends[second],
          prober.effects(between: prober.hosts(first), and: prober.hosts(second), &sightings))
      }
      for network in networks.indices {
        add(
          ends[first], networks[network],
          prober.effects(between: prober.hosts(first), and: prober.network(network), &sightings))
      }
    }
    let hasInternet = topology.vpcs.contains {
      $0.internetGateway != nil || $0.egressOnlyInternetGateway != nil
    }
    let internet = Boundaries<Bits>(topology, model, widest: .max).parts(of: 0 ... .max)
      .map(\.lowerBound).filter { model.isOnInternet($0) }
    if hasInternet {
      for place in ends.indices {
        let instances = topology.instances.indices.filter {
          topology.instances[$0].subnet.rawValue == population.subnets[place]
        }
        add(
          ends[place], .internet,
          prober.internetEffects(of: place, instances: instances, addresses: internet, &sightings))
      }
    }
    for place in population.nodes.indices {
      let node = population.nodes[place]
      let balancer = topology.loadBalancers[Int(node.balancer)]
      let end = FlowEnd.loadBalancerNode(balancer.id, node: Int(node.index))
      let isPublic = balancer.nodes.contains { $0.publicAddress != nil }
      if isPublic {
        let vpc = model.locations.vpc[Int(node.subnet)]
        add(
          .internet, end,
          prober.effects(
            from: prober.internet(internet, of: vpc), to: prober.node(place), &sightings))
      } else {
        for client in ends.indices where population.subnets[client] != node.subnet {
          add(
            ends[client], end,
            prober.effects(from: prober.hosts(client), to: prober.node(place), &sightings))
        }
        for client in networks.indices {
          add(
            networks[client], end,
            prober.effects(from: prober.network(client), to: prober.node(place), &sightings))
        }
      }
      for target in Set(balancer.listeners.flatMap { topology[$0.targetGroup].targets }) {
        guard topology[target].subnet.rawValue != node.subnet else { continue }
        add(
          end, .instance(target),
          prober.effects(from: prober.node(place), to: prober.instance(target.index), &sightings))
      }
    }
  }
}
