import IPAddressing
import Threads
import Topology

/// Proves demands for all flows that they select, by classes of ends: one pair of each two classes is
/// followed for all of them, pairs within a VPC and between peers one by one.
///
/// A class: every demand asks it, and a copy of all that it knows takes longer than many an answer.
final class DemandProver<Bits: AddressBits>: Sendable {
  let topology: Topology
  let survey: Survey<Bits>
  let directory: DemandDirectory<Bits>
  let prober: PairProber<Bits>
  let hubStarts: [Bits]
  /// By VPC: the maps of its NAT gateways.
  let restoring: [Int32: [Int32]]
  private let selections = KnownSelections<Bits>()
  var neighbourhood: Neighbourhood<Bits> { survey.neighbourhood }
  var model: Model<Bits> { survey.model }

  typealias Party = DemandParty<Bits>
  typealias Group = DemandGroup<Bits>
  typealias Rule = DemandRule<Bits>

  init(_ topology: Topology, _ survey: Survey<Bits>, _ classes: EndClasses) {
    self.topology = topology
    self.survey = survey
    directory = DemandDirectory(survey.directory, classes)
    prober = PairProber(survey.directory.population)
    hubStarts = OutsidePairs.hubStarts(topology, survey)
    restoring = survey.restoringMaps
  }

  /// - Parameter onlyOpened: whether pairs are left out between which no host or load balancer opens
  ///   flows.
  @specialized(where Bits == UInt32)
  @specialized(where Bits == UInt128)
  func verdict(on demand: FlowDemand, onlyOpened: Bool) -> DemandVerdict {
    let ranges = demand.exceptions.compactMap { Model<Bits>.range(of: $0) }
    let sources = selections.selection(demand.sources, directory, except: ranges)
    let destinations = selections.selection(demand.destinations, directory, except: ranges)
    let rule = DemandRule(demand.rule, prober.prober)
    var verdict = DemandVerdict()
    for source in sources.groups {
      if onlyOpened, source.key.kind == .node { continue }
      for destination in destinations.groups
      where !onlyOpened || opens(source.members[0], destination.members[0]) {
        examine(source, destination, rule, onlyOpened, &verdict)
      }
    }
    if onlyOpened { examineLegs(sources, destinations, rule, &verdict) }
    var outside = OutsideDemands(self, rule, leftOut: ranges, onlyOpened: onlyOpened)
    outside.examine(sources, destinations, &verdict)
    verdict.failures = DemandVerdict.thinned(verdict.failures)
    return verdict
  }

  /// Whether flows are opened between ends of two groups, if they are in different subnets.
  private func opens(_ source: Party, _ destination: Party) -> Bool {
    if destination.kind == .node {
      return model.isInternal(destination, survey.directory)
    }
    return source.kind != .network || destination.kind != .network
  }

  func probeEnd(_ party: Party) -> Probe<Bits>.End {
    party.kind == .network ? .onPremises(vpc: party.vpc) : .subnet(party.subnet)
  }

  func start(_ party: Party) -> Int32 {
    party.kind == .network
      ? model.locations.gateway(party.vpc, .virtualPrivate) : model.locations.host(party.subnet)
  }

  private func outcome(
    _ source: Party, _ destination: Party, _ rule: Rule
  ) -> DemandRule<Bits>.Outcome {
    rule.outcome(
      from: source.addresses, at: start(source), probeEnd(source), to: destination.addresses,
      probeEnd(destination))
  }

  private func witness(
    _ source: Party, _ destination: Party, _ failing: (source: Int, destination: Int), pairs: Int
  ) -> DemandVerdict.Witness {
    .init(
      source: source.end, sourceAddress: source.addresses[failing.source].address,
      destination: destination.end,
      destinationAddress: destination.addresses[failing.destination].address, pairs: pairs)
  }

  private func examine(
    _ sources: Group, _ destinations: Group, _ rule: Rule, _ onlyOpened: Bool,
    _ verdict: inout DemandVerdict
  ) {
    if let (source, destination) = example(sources, destinations) {
      let outcome = outcome(source, destination, rule)
      if outcome.selects { verdict.selects = true }
      if let failing = outcome.failing {
        verdict.failures += witnesses(sources, destinations, failing)
      }
    }
    let parts = Parallel.map(sources.members.count, least: 400) { stretch in
      var part = DemandVerdict()
      for source in sources.members[stretch] {
        examineNear(source, destinations, rule, onlyOpened, &part)
      }
      return part
    }
    for part in parts {
      if part.selects { verdict.selects = true }
      verdict.failures += part.failures
    }
  }

  /// Looks at a party's own VPC and its partners.
  private func examineNear(
    _ source: Party, _ destinations: Group, _ rule: Rule, _ onlyOpened: Bool,
    _ verdict: inout DemandVerdict
  ) {
    let partners = neighbourhood.partners[Int(source.vpc)].filter { $0 != source.vpc }
    for vpc in [source.vpc] + partners {
      for index in destinations.byVPC[vpc] ?? [] {
        let destination = destinations.members[index]
        let isWithin = source.subnet >= 0 && source.subnet == destination.subnet
        if source.end == destination.end || (onlyOpened && isWithin) { continue }
        let outcome = outcome(source, destination, rule)
        if outcome.selects { verdict.selects = true }
        if let failing = outcome.failing {
          verdict.failures.append(witness(source, destination, failing, pairs: 1))
        }
      }
    }
  }

  /// A pair of members that are no partners.
  private func example(_ sources: Group, _ destinations: Group) -> (Party, Party)? {
    for source in sources.members {
      let destination = destinations.members.first {
        !neighbourhood.arePartners(source.vpc, $0.vpc)
      }
      if let destination { return (source, destination) }
    }
    return nil
  }

  /// All pairs of members that are no partners, told one by one or by source.
  private func witnesses(
    _ sources: Group, _ destinations: Group, _ failing: (source: Int, destination: Int)
  ) -> [DemandVerdict.Witness] {
    var result: [DemandVerdict.Witness] = []
    var last: Party?
    for source in sources.members {
      let near =
        Set(neighbourhood.partners[Int(source.vpc)] + [source.vpc])
        .reduce(0) { $0 + (destinations.byVPC[$1]?.count ?? 0) }
      let count = destinations.members.count - near
      if count == 0 { continue }
      let isFew = sources.members.count * destinations.members.count <= DemandVerdict.whole
      if isFew {
        for destination in destinations.members
        where !neighbourhood.arePartners(source.vpc, destination.vpc) {
          result.append(witness(source, destination, failing, pairs: 1))
        }
      } else if result.count < DemandVerdict.senders {
        last = destinations.members.first { !neighbourhood.arePartners(source.vpc, $0.vpc) }
        guard let last else { continue }
        result.append(witness(source, last, failing, pairs: count))
      } else {
        result[result.count - 1].pairs += count
      }
    }
    return result
  }

  /// Load balancer nodes open flows to their targets alone.
  private func examineLegs(
    _ sources: DemandSelection<Bits>, _ destinations: DemandSelection<Bits>, _ rule: Rule,
    _ verdict: inout DemandVerdict
  ) {
    let nodes = sources.groups.filter { $0.key.kind == .node }.flatMap(\.members)
    if nodes.isEmpty { return }
    var known: [FlowEnd: Party] = [:]
    for group in destinations.groups {
      for party in group.members { known[party.end] = party }
    }
    for node in nodes {
      guard case .loadBalancerNode(let balancer, _) = node.end else { continue }
      let targets = Set(topology[balancer].listeners.flatMap { topology[$0.targetGroup].targets })
      let subnets = Set(targets.map { topology[$0].subnet })
      let ends =
        targets.sorted().map { FlowEnd.instance($0) } + subnets.sorted().map { .subnet($0) }
      for end in ends {
        guard let party = known[end], party.subnet != node.subnet else { continue }
        let outcome = outcome(node, party, rule)
        if outcome.selects { verdict.selects = true }
        if let failing = outcome.failing {
          verdict.failures.append(witness(node, party, failing, pairs: 1))
        }
      }
    }
  }
}

extension Model {
  /// Whether a load balancer's node takes clients from inside.
  func isInternal(_ node: DemandParty<Bits>, _ directory: Directory<Bits>) -> Bool {
    directory.population.nodes[Int(node.place) - directory.nodeBase].isInternal
  }
}
