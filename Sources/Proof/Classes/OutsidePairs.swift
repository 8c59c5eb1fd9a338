import IPAddressing
import Topology

/// The verdicts on what single ends do with the internet, and on load balancers' legs to targets.
struct OutsidePairs<Bits: AddressBits> {
  /// Subnets with the internet, by place in the population; those of one kind are alike.
  private(set) var subnets: [(place: Int, kind: Int, effects: Effects, seen: Seen)] = []
  /// What of proved ways matters further.
  struct Seen: Sendable {
    var services: Set<UInt64>
    var isTranslatedBefore: Bool

    init(_ sightings: Sightings) {
      services = sightings.proved
      isTranslatedBefore = sightings.isTranslatedBefore
    }
  }

  /// The internet with public load balancers' nodes.
  private(set) var nodes: [(place: Int, effects: Effects, isTranslatedBefore: Bool)] = []
  /// Nodes with their targets.
  private(set) var legs: [(node: Int, instance: Int, effects: Effects, isTranslatedBefore: Bool)] =
    []

  private(set) var passages: Passages<Bits>
  private let prober: PairProber<Bits>
  private var outlook: Outlook<Bits>

  private struct Key: Hashable {
    var end: Int32
    var views: [Outlook<Bits>.View]
    var free: [Bool]
  }

  private struct Known {
    var kind: Int
    var effects: Effects
    var seen: Seen
    /// What of its VPC's was passed.
    var marks: [Passages<Bits>.Mark]
  }

  init(
    _ topology: Topology, _ survey: Survey<Bits>, _ classes: EndClasses, _ passages: Passages<Bits>
  ) {
    let directory = survey.directory
    self.passages = passages
    prober = PairProber(directory.population)
    outlook = Outlook(survey, hubStarts: Self.hubStarts(topology, survey))
    if topology.vpcs.contains(where: {
      $0.internetGateway != nil || $0.egressOnlyInternetGateway != nil
    }) {
      probeSubnets(topology, survey, classes)
    }
    probeNodes(topology, survey)
  }

  /// Where addresses change that hubs, or VPCs that a hub may send internet packets to, tell apart.
  static func hubStarts(_ topology: Topology, _ survey: Survey<Bits>) -> [Bits] {
    let model = survey.model
    var starts: [Bits] = []
    var local = survey.local
    var isReached = [Bool](repeating: false, count: topology.vpcs.count)
    let base = topology.routeTables.count
    for table in topology.transitGatewayRouteTables.indices {
      for index in model.tables.range(of: base + table) {
        let (first, last) = (
          model.tables.starts[index], model.tables.end(of: index, in: base + table)
        )
        guard model.hasInternet(first...last) else { continue }
        starts.append(first)
        let action = Action(rawValue: model.tables.values[index])
        guard action.kind == .attachment else { continue }
        isReached[topology.transitGatewayAttachments[action.index].vpc.index] = true
      }
    }
    var maps: Set<Int32> = []
    for (index, attachment) in topology.transitGatewayAttachments.enumerated()
    where isReached[attachment.vpc.index] {
      for entry in model.locations.entries(of: Int32(index)) {
        maps.insert(local.map(from: entry))
      }
    }
    for map in maps {
      starts += local.maps.range(of: Int(map)).map { local.maps.starts[$0] }
    }
    return Set(starts).sorted()
  }

  private mutating func probeSubnets(
    _ topology: Topology, _ survey: Survey<Bits>, _ classes: EndClasses
  ) {
    let population = survey.directory.population
    let instances =
      Bits.family == .ipv4
      ? Dictionary(grouping: topology.instances.indices) {
        topology.instances[$0].subnet.rawValue
      } : [:]
    var known: [Key: Known] = [:]
    var kinds = 0
    let restoring = survey.restoringMaps
    for (place, subnet) in population.subnets.enumerated() {
      // What comes in may be translated, and is answered from the NAT gateway then.
      let maps =
        [survey.sourceMaps[place]] + (restoring[survey.model.locations.vpc[Int(subnet)]] ?? [])
      let views = maps.flatMap { outlook.views(of: $0) }
      let own = instances[subnet] ?? []
      let key = Key(
        end: classes.classes[place], views: views.map(\.view),
        free: population.units[place].map(\.hasFree))
      let example = Passages<Bits>.Example(first: .end(Int32(place)), second: .internet)
      let vpc = survey.model.locations.vpc[Int(subnet)]
      if own.isEmpty, let like = known[key] {
        passages.mark(like.marks, in: vpc, example)
        subnets.append((place, like.kind, like.effects, like.seen))
        continue
      }
      var sightings = Sightings()
      let effects = prober.internetEffects(
        of: place, instances: own, addresses: views.map(\.address), &sightings)
      passages.add(sightings, example)
      if effects.isEmpty { continue }
      kinds += 1
      subnets.append((place, kinds, effects, Seen(sightings)))
      if own.isEmpty {
        known[key] = Known(
          kind: kinds, effects: effects, seen: Seen(sightings),
          marks: passages.marks(of: sightings, in: vpc))
      }
    }
  }

  private mutating func probeNodes(_ topology: Topology, _ survey: Survey<Bits>) {
    let directory = survey.directory
    let restoring = survey.restoringMaps
    for (place, node) in directory.population.nodes.enumerated() {
      let vpc = directory.vpc(of: directory.nodeBase + place)
      if !node.isInternal {
        let maps = [survey.sourceMaps[directory.nodeBase + place]] + (restoring[vpc] ?? [])
        let addresses = maps.flatMap { outlook.views(of: $0) }.map(\.address)
        var sightings = Sightings()
        let effects = prober.effects(
          from: prober.internet(addresses, of: vpc), to: prober.node(place), &sightings)
        passages.add(
          sightings, .init(first: .internet, second: .end(Int32(directory.nodeBase + place))))
        if !effects.isEmpty { nodes.append((place, effects, sightings.isTranslatedBefore)) }
      }
      let balancer = topology.loadBalancers[Int(node.balancer)]
      for target in Set(balancer.listeners.flatMap { topology[$0.targetGroup].targets }).sorted() {
        guard topology[target].subnet.rawValue != node.subnet else { continue }
        var sightings = Sightings()
        let effects = prober.effects(
          from: prober.node(place), to: prober.instance(target.index), &sightings)
        passages.add(
          sightings,
          .init(
            first: .end(Int32(directory.nodeBase + place)), second: .instance(target.rawValue)))
        if !effects.isEmpty {
          legs.append((place, target.index, effects, sightings.isTranslatedBefore))
        }
      }
    }
  }
}
