import IPAddressing

/// Probes all flows between two ends: each class of addresses of either with each of the other.
///
/// The empty set: there are no such flows.
struct PairProber<Bits: AddressBits>: Sendable {
  typealias End = Probe<Bits>.End

  /// One end's place, and addresses that stand for all of its.
  struct Party {
    var end: End
    /// Where its packets are first routed; -1 on the internet, where that is the other end's door.
    var start: Int32
    var addresses: [Bits]
  }

  let population: Population<Bits>
  let prober: Prober<Bits>
  var model: Model<Bits> { population.model }

  init(_ population: Population<Bits>) {
    self.population = population
    prober = Prober(population.model)
  }

  /// Any host of a subnet, by its place in the population.
  func hosts(_ place: Int) -> Party {
    let subnet = population.subnets[place]
    return Party(
      end: .subnet(subnet), start: model.locations.host(subnet),
      addresses: population.units[place].filter(\.hasHost).map(\.first))
  }

  /// Hosts of a subnet that nothing is declared to be.
  func undeclaredHosts(_ place: Int) -> Party {
    let subnet = population.subnets[place]
    return Party(
      end: .subnet(subnet), start: model.locations.host(subnet),
      addresses: population.units[place].compactMap { unit in
        unit.hasFree ? population.taken.free(in: unit, of: subnet) : nil
      })
  }

  func network(_ place: Int) -> Party {
    let vpc = population.networks[place].vpc
    return Party(
      end: .onPremises(vpc: vpc), start: model.locations.gateway(vpc, .virtualPrivate),
      addresses: population.networkUnits[place].map(\.first))
  }

  func node(_ place: Int) -> Party {
    let node = population.nodes[place]
    return Party(
      end: .subnet(node.subnet), start: model.locations.host(node.subnet),
      addresses: [node.address])
  }

  func instance(_ index: Int) -> Party {
    let instance = model.instances[index]
    return Party(
      end: .subnet(instance.subnet), start: model.locations.host(instance.subnet),
      addresses: instance.address.map { [$0] } ?? [])
  }

  /// The internet, by addresses that stand for all of it, as seen by what is inside a VPC.
  func internet(_ addresses: [Bits], of vpc: Int32) -> Party {
    let hasDoor = model.gateways[Int(vpc)].hasInternetGateway
    return Party(
      end: .internet, start: hasDoor ? model.locations.gateway(vpc, .internet) : -1,
      addresses: addresses)
  }

  /// Flows that one party opens to another.
  func effects(
    from source: Party, to destination: Party, _ sightings: inout Sightings
  ) -> Effects {
    var effects: Effects = []
    for from in source.addresses {
      for to in destination.addresses {
        // Without a door nothing comes in.
        guard source.start >= 0 else {
          effects.insert(.unconnected)
          continue
        }
        effects.formUnion(
          prober.effects(
            of: Probe(
              start: source.start, source: from, destination: to, from: source.end,
              to: destination.end), &sightings))
      }
    }
    return effects
  }

  func effects(
    between first: Party, and second: Party, _ sightings: inout Sightings
  ) -> Effects {
    let there = effects(from: first, to: second, &sightings)
    return there.union(effects(from: second, to: first, &sightings))
  }

  /// Whether all packets between two subnets' ends go straight to each other, past nothing.
  func isStraight(_ first: Party, _ second: Party) -> Bool {
    guard case .subnet(let left) = first.end, case .subnet(let right) = second.end,
      !first.addresses.isEmpty, !second.addresses.isEmpty
    else { return false }
    return first.addresses.allSatisfy { from in
      second.addresses.allSatisfy { to in
        prober.explorer.delivers(from: first.start, source: from, to: to, in: right)
          && prober.explorer.delivers(from: second.start, source: to, to: from, in: left)
      }
    }
  }

  /// Flows between a subnet's hosts and the internet, which calls what may have a public address.
  func internetEffects(
    of place: Int, instances: [Int], addresses: [Bits], _ sightings: inout Sightings
  ) -> Effects {
    let subnet = population.subnets[place]
    let vpc = model.locations.vpc[Int(subnet)]
    let internet = internet(addresses, of: vpc)
    let hosts = undeclaredHosts(place)
    var effects: Effects = []
    var opensDirectly = false
    for from in hosts.addresses {
      for to in addresses {
        let probe = Probe(
          start: hosts.start, source: from, destination: to, from: hosts.end, to: .internet)
        effects.formUnion(
          prober.effects(of: probe, &sightings) { request in
            if request.count == 1, request[0].ending == .exits(vpc: vpc, .internet) {
              opensDirectly = true
            }
          })
      }
    }
    if opensDirectly { effects.formUnion(self.effects(from: internet, to: hosts, &sightings)) }
    guard Bits.family == .ipv4 else { return effects }
    for index in instances {
      effects.formUnion(self.effects(from: instance(index), to: internet, &sightings))
      if model.instances[index].isPublic {
        effects.formUnion(self.effects(from: internet, to: instance(index), &sightings))
      }
    }
    return effects
  }
}
