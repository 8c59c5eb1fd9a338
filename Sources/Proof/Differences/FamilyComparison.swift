import IPAddressing
import Topology

/// What two topologies differ in, in one family.
protocol FamilyDifference: Sendable {
  var family: AddressFamily { get }
  var changes: [BehaviourComparison.Change] { get }
  var compared: Int { get }
  var ends: (old: Set<FlowEnd>, new: Set<FlowEnd>) { get }

  func forEachPair(of change: BehaviourComparison.Change, _ body: (FlowEnd, FlowEnd) -> Bool)
}

struct FamilyComparison<Bits: AddressBits>: FamilyDifference {
  private(set) var changes: [BehaviourComparison.Change] = []
  let compared: Int
  /// Ends that have no counterpart.
  let ends: (old: Set<FlowEnd>, new: Set<FlowEnd>)
  private let pairs: PairDifferences<Bits>
  private let directory: Directory<Bits>

  var family: AddressFamily { Bits.family }

  init(
    _ old: (topology: Topology, locations: LocationSpace),
    _ new: (topology: Topology, locations: LocationSpace), _ correspondence: Correspondence,
    _ untouched: UntouchedVPCs
  ) {
    let models = (
      old: Model<Bits>(old.topology, old.locations), new: Model<Bits>(new.topology, new.locations)
    )
    let population = JointPopulation<Bits>(
      (old.topology, models.old), (new.topology, models.new), correspondence)
    let before = ComparedSide<Bits>(
      old.topology, population.old,
      JointNames(old.topology, old.locations, correspondence, .old))
    let after = ComparedSide<Bits>(
      new.topology, population.new,
      JointNames(new.topology, new.locations, correspondence, .new))
    directory = before.directory

    let neighbours = (before.survey.neighbourhood, after.survey.neighbourhood)
    let newOfOld = correspondence.vpcs.newOfOld
    let isUntouched = untouched.vpcs.indices.map { vpc in
      untouched.vpcs[vpc] && !neighbours.0.overlaps[vpc]
        && !neighbours.1.overlaps[Int(newOfOld[vpc])]
    }
    let isSettled =
      untouched.areHubsUntouched && models.old.internet == models.new.internet
      && isUntouched.indices.allSatisfy { !neighbours.0.isTransit[$0] || isUntouched[$0] }
      && neighbours.1.isTransit.indices.allSatisfy { vpc in
        let counterpart = correspondence.vpcs.oldOfNew[vpc]
        return !neighbours.1.isTransit[vpc]
          || (counterpart >= 0 && isUntouched[Int(counterpart)])
      }
    let joint = JointEnds(
      population, before, after, correspondence, isUntouched: isUntouched)
    let comparer = PairComparer(old: before, new: after)
    pairs = PairDifferences(
      joint, comparer, partners: Self.partners(neighbours, correspondence),
      isUntouched: isUntouched, isSettled: isSettled)
    let outside = OutsideDifferences(joint, comparer, correspondence) {
      isSettled && isUntouched[Int($0)]
    }
    compared = pairs.compared + outside.compared
    ends = Self.lonely(population, before, after)
    changes = Self.changes(pairs, outside, before, after)
  }

  /// By old VPC: peers on either side, as the old topology numbers them.
  private static func partners(
    _ neighbours: (Neighbourhood<Bits>, Neighbourhood<Bits>), _ correspondence: Correspondence
  ) -> [[Int32]] {
    correspondence.vpcs.newOfOld.indices.map { vpc in
      let counterpart = correspondence.vpcs.newOfOld[vpc]
      let others = counterpart < 0 ? [] : neighbours.1.partners[Int(counterpart)]
      let known = others.map { correspondence.vpcs.oldOfNew[Int($0)] }.filter { $0 >= 0 }
      return Set(neighbours.0.partners[vpc] + known).subtracting([Int32(vpc)]).sorted()
    }
  }

  private static func lonely(
    _ population: JointPopulation<Bits>, _ old: ComparedSide<Bits>, _ new: ComparedSide<Bits>
  ) -> (old: Set<FlowEnd>, new: Set<FlowEnd>) {
    let base = (new.directory.networkBase, new.directory.nodeBase)
    let counterparts =
      population.subnets + population.networks.map { $0 < 0 ? $0 : $0 + Int32(base.0) }
      + population.nodes.map { $0 < 0 ? $0 : $0 + Int32(base.1) }
    let gone = counterparts.indices.filter { counterparts[$0] < 0 }
    let kept = Set(counterparts)
    let added = (0..<Int32(new.directory.count)).filter { !kept.contains($0) }
    return (
      Set(gone.map { old.directory.end(Int32($0)) }), Set(added.map { new.directory.end($0) })
    )
  }

  private static func changes(
    _ pairs: PairDifferences<Bits>, _ outside: OutsideDifferences<Bits>,
    _ old: ComparedSide<Bits>, _ new: ComparedSide<Bits>
  ) -> [BehaviourComparison.Change] {
    func ends(_ index: Int32) -> (old: FlowEnd, new: FlowEnd) {
      let end = pairs.ends.ends[Int(index)]
      return (old.directory.end(end.old), new.directory.end(end.new))
    }
    func change(
      _ first: (old: FlowEnd, new: FlowEnd), _ second: (old: FlowEnd, new: FlowEnd), _ count: Int,
      _ differences: PairComparer<Bits>.Differences, group: Int? = nil
    ) -> BehaviourComparison.Change {
      BehaviourComparison.Change(
        family: Bits.family, old: (first.old, second.old), new: (first.new, second.new),
        count: count,
        differences: differences.map { Self.difference($0, $1, first, second) }
          .sorted(by: <), group: group)
    }
    let internet = (old: FlowEnd.internet, new: FlowEnd.internet)
    return pairs.groups.enumerated().map { index, group in
      change(
        ends(group.first), ends(group.second), group.count, group.differences, group: index)
    }
      + outside.ends.map { change(ends($0.end), internet, 1, $0.differences) }
      + outside.legs.map { leg in
        change(
          ends(leg.node), (.instance(ID(Int(leg.old))), .instance(ID(Int(leg.new)))), 1,
          leg.differences)
      }
  }

  private static func difference(
    _ difference: FlowDifference, _ witness: FlowWitness<Bits>,
    _ first: (old: FlowEnd, new: FlowEnd), _ second: (old: FlowEnd, new: FlowEnd)
  ) -> BehaviourComparison.Difference {
    let inner = witness.instance.map {
      (old: FlowEnd.instance(ID(Int($0.old))), new: FlowEnd.instance(ID(Int($0.new))))
    }
    let near = inner ?? first
    let (from, to) = witness.isReversed ? (second, near) : (near, second)
    func example(
      _ source: FlowEnd, _ destination: FlowEnd, _ side: FlowWitness<Bits>.Side
    ) -> BehaviourComparison.Example {
      .init(
        source: source, sourceAddress: side.source.address, destination: destination,
        destinationAddress: side.destination.address, isOpened: side.isOpened)
    }
    return .init(
      change: difference.change, before: difference.before, after: difference.after,
      old: example(from.old, to.old, witness.old),
      new: example(from.new, to.new, witness.new))
  }

  func forEachPair(
    of change: BehaviourComparison.Change, _ body: (FlowEnd, FlowEnd) -> Bool
  ) {
    guard let group = change.group else {
      _ = body(change.old.first, change.old.second)
      return
    }
    pairs.forEachPair(of: pairs.groups[group]) { first, second in
      body(
        directory.end(pairs.ends.ends[Int(first)].old),
        directory.end(pairs.ends.ends[Int(second)].old))
    }
  }
}
