import IPAddressing
import Threads
import Topology

/// The verdicts of one family.
protocol FamilyProof: Sendable {
  var family: AddressFamily { get }
  var groups: [SymmetryProof.Group] { get }
  var flowClasses: Int { get }
  /// Hosts whose fingerprint says that some way is not mirrored, while the proof says all are.
  var disagreements: [FlowEnd] { get }
  var hashedServices: [(ID<GatewayLoadBalancer>, ID<TransitGatewayAttachment>)] { get }
  /// Host-bearing subnets that have the family, with whether their fingerprint was compared.
  var fingerprinted: [(subnet: Int, isCompared: Bool)] { get }

  var loops: [SymmetryProof.Loop] { get }
  /// Whether there may be more.
  var areLoopsCut: Bool { get }

  func forEachPair(of group: PairGroup, _ body: (FlowEnd, FlowEnd) -> Bool)
  func variants(
    of group: PairGroup
  ) -> (first: (FlowEnd, FlowEnd)?, second: (FlowEnd, FlowEnd)?)
  func last(of group: PairGroup) -> (FlowEnd, FlowEnd)?
  func strata(of group: PairGroup, bySecond: Bool, most: Int) -> [SymmetryProof.Stratum]
  var hosts: HostServices { get }
  /// By VPC.
  var crossings: [Int32: SymmetryProof.Passed] { get }
  var reentries: [Int32: SymmetryProof.Passed] { get }
  /// Whether flows that are inspected then come in by an entry.
  func isEntered(_ index: Int) -> Bool
  func endpoint(_ index: Int) -> SymmetryProof.Passed?
  func instance(_ index: Int) -> SymmetryProof.Passed?
  func natGateway(_ index: Int) -> SymmetryProof.Passed?
  /// Nil where nothing is demanded.
  func verdict(on demand: FlowDemand) -> DemandVerdict?
}

/// A class: what it holds is large, and is asked for again and again.
final class SingleFamilyProof<Bits: AddressBits>: FamilyProof {
  let groups: [SymmetryProof.Group]
  let flowClasses: Int
  let disagreements: [FlowEnd]
  let fingerprinted: [(subnet: Int, isCompared: Bool)]
  let loops: [SymmetryProof.Loop]
  let areLoopsCut: Bool
  private let pairs: ClassPairs<Bits>
  private let outside: OutsidePairs<Bits>
  private let demands: DemandProver<Bits>?
  private var passages: Passages<Bits> { outside.passages }
  private var locations: LocationSpace { pairs.directory.model.locations }

  var hosts: HostServices { HostServices(pairs, outside) }

  var family: AddressFamily { Bits.family }

  init(_ topology: Topology, _ locations: LocationSpace, mostRows: Int) {
    let model = Model<Bits>(topology, locations)
    let survey = Survey(topology, Population(topology, model), mostRows: mostRows)
    let directory = survey.directory
    // What does without classes is worked out meanwhile.
    let ((fingerprint, loops), (known, classes, pairs, outside)) = Parallel.both(
      { (Fingerprint(survey), LoopScan(topology, directory)) },
      {
        var known = survey
        let classes = EndClasses(&known)
        let pairs = ClassPairs(directory, known.neighbourhood, classes)
        let outside = OutsidePairs(topology, known, classes, pairs.passages)
        return (known, classes, pairs, outside)
      })
    var groups = pairs.groups.map { group in
      SymmetryProof.Group(
        family: Bits.family, first: directory.end(group.first), second: directory.end(group.second),
        count: group.count, effects: group.effects,
        isTranslatedBefore: group.isTranslatedBefore, members: group)
    }
    func add(
      _ first: FlowEnd, _ second: FlowEnd, _ effects: Effects, isTranslatedBefore: Bool
    ) {
      groups.append(
        .init(
          family: Bits.family, first: first, second: second, count: 1, effects: effects,
          isTranslatedBefore: isTranslatedBefore, members: nil))
    }
    for (place, _, effects, seen) in outside.subnets {
      add(
        directory.end(Int32(place)), .internet, effects,
        isTranslatedBefore: seen.isTranslatedBefore)
    }
    let kinds = Set(outside.subnets.filter { $0.effects.contains(.proved) }.map(\.kind))
    flowClasses =
      pairs.groups.count { $0.effects.contains(.proved) } + kinds.count
      + outside.nodes.count { $0.effects.contains(.proved) }
      + outside.legs.count { $0.effects.contains(.proved) }
    for (place, effects, isTranslatedBefore) in outside.nodes {
      add(
        .internet, directory.end(Int32(directory.nodeBase + place)), effects,
        isTranslatedBefore: isTranslatedBefore)
    }
    for (place, instance, effects, isTranslatedBefore) in outside.legs {
      add(
        directory.end(Int32(directory.nodeBase + place)), .instance(ID(instance)), effects,
        isTranslatedBefore: isTranslatedBefore)
    }
    self.groups = groups
    let (listed, unlisted) = pairs.unmirroredPairs()
    disagreements = fingerprint.unexplained(by: listed, unlisted: unlisted).map {
      directory.end($0)
    }
    let compared = fingerprint.compared(besides: listed, unlisted: unlisted)
    fingerprinted = directory.population.subnets.enumerated().map { place, subnet in
      (Int(subnet), compared.contains(Int32(place)))
    }
    self.pairs = pairs
    self.outside = outside
    let isDemanding = !topology.inspections.isEmpty || !topology.expectations.isEmpty
    demands = isDemanding ? DemandProver(topology, known, classes) : nil
    areLoopsCut = loops.isCut
    self.loops = loops.found.map {
      SymmetryProof.Loop(source: $0.source, vpc: ID(Int($0.vpc)), address: $0.address.address)
    }
  }

  func verdict(on demand: FlowDemand) -> DemandVerdict? {
    demands.map { demands in
      let onlyOpened =
        switch demand.rule {
        case .passing: true
        case .unreachable: false
        case .direct, .inspected:
          DemandOpenings(topology: demands.topology).opensAny(demand)
        }
      return demands.verdict(on: demand, onlyOpened: onlyOpened)
    }
  }

  func forEachPair(of group: PairGroup, _ body: (FlowEnd, FlowEnd) -> Bool) {
    let directory = pairs.directory
    pairs.forEachPair(of: group) { body(directory.end($0), directory.end($1)) }
  }

  func variants(
    of group: PairGroup
  ) -> (first: (FlowEnd, FlowEnd)?, second: (FlowEnd, FlowEnd)?) {
    let (found, directory) = (pairs.variants(of: group), pairs.directory)
    let named = { (pair: (Int32, Int32)) in (directory.end(pair.0), directory.end(pair.1)) }
    return (found.first.map(named), found.second.map(named))
  }

  func last(of group: PairGroup) -> (FlowEnd, FlowEnd)? {
    pairs.last(of: group).map { (pairs.directory.end($0.0), pairs.directory.end($0.1)) }
  }

  func strata(of group: PairGroup, bySecond: Bool, most: Int) -> [SymmetryProof.Stratum] {
    let directory = pairs.directory
    let named = { (pair: (Int32, Int32)) in (directory.end(pair.0), directory.end(pair.1)) }
    return pairs.strata(of: group, by: bySecond ? .second : .first, most: most).map {
      SymmetryProof.Stratum(pair: named($0.pair), last: named($0.last), count: $0.count)
    }
  }

  var hashedServices: [(ID<GatewayLoadBalancer>, ID<TransitGatewayAttachment>)] {
    passages.hashed.map { (ID(Int($0.service)), ID(Int($0.attachment))) }
  }

  func endpoint(_ index: Int) -> SymmetryProof.Passed? {
    passed(locations.endpoint(Int32(index)))
  }

  func instance(_ index: Int) -> SymmetryProof.Passed? {
    passed(locations.instance(Int32(index)))
  }

  func natGateway(_ index: Int) -> SymmetryProof.Passed? {
    passed(locations.natGateway(Int32(index)))
  }

  func isEntered(_ index: Int) -> Bool {
    passages.example(at: locations.entries + Int32(index)) != nil
  }

  var crossings: [Int32: SymmetryProof.Passed] { passages.crossings.mapValues { passed($0) } }
  var reentries: [Int32: SymmetryProof.Passed] { passages.reentries.mapValues { passed($0) } }

  private func passed(_ place: Int32) -> SymmetryProof.Passed? {
    passages.example(at: place).map { passed($0) }
  }

  private func passed(_ example: Passages<Bits>.Example) -> SymmetryProof.Passed {
    SymmetryProof.Passed(
      family: Bits.family, first: end(example.first), second: end(example.second))
  }

  private func end(_ party: Passages<Bits>.Example.Party) -> FlowEnd {
    switch party {
    case .end(let end): pairs.directory.end(end)
    case .internet: .internet
    case .instance(let index): .instance(ID(Int(index)))
    }
  }
}

extension Directory {
  func end(_ index: Int32) -> FlowEnd {
    let index = Int(index)
    if index < networkBase { return .subnet(ID(Int(population.subnets[index]))) }
    if index < nodeBase {
      let network = population.networks[index - networkBase]
      return .onPremises(ID(Int(network.vpc)), network.prefix)
    }
    let node = population.nodes[index - nodeBase]
    return .loadBalancerNode(ID(Int(node.balancer)), node: Int(node.index))
  }
}
