import IPAddressing
import Topology

/// What differs between two topologies for what single ends do with the internet, and for load
/// balancers' legs to targets.
struct OutsideDifferences<Bits: AddressBits> {
  typealias Differences = PairComparer<Bits>.Differences

  /// Joint ends with the internet: hosts, or nodes of load balancers.
  private(set) var ends: [(end: Int32, differences: Differences)] = []
  /// Nodes with their targets, these by each side's number.
  private(set) var legs: [(node: Int32, old: Int32, new: Int32, differences: Differences)] = []
  /// How many pairs there are on either side.
  private(set) var compared = 0

  private let comparer: PairComparer<Bits>
  private let joint: JointEnds
  private var outlook: JointOutlook<Bits>
  private var old: ComparedSide<Bits> { comparer.old }
  private var new: ComparedSide<Bits> { comparer.new }

  private struct Key: Hashable {
    var end: Int32
    var views: [[Int32]]
    var free: [Bool]
  }

  /// - Parameter isSettled: by VPC of the old topology: whether nothing differs for its flows with
  ///   the internet and within it.
  init(
    _ joint: JointEnds, _ comparer: PairComparer<Bits>, _ correspondence: Correspondence,
    isSettled: (Int32) -> Bool
  ) {
    self.comparer = comparer
    self.joint = joint
    outlook = JointOutlook(comparer.old, comparer.new)
    let hasInternet = [comparer.old, comparer.new].contains { side in
      side.model.gateways.contains { $0.hasInternetGateway || $0.hasEgressOnlyGateway }
    }
    if hasInternet { compareSubnets(correspondence, isSettled) }
    compareNodes(correspondence, isSettled)
  }

  /// The maps by which packets of an end go to the internet: its own and those of its VPC's NAT
  /// gateways.
  private struct Maps {
    let gateways: [Int32: [Int32]]

    init(_ side: ComparedSide<Bits>) { gateways = side.survey.restoringMaps }

    func maps(of end: Int32, _ side: ComparedSide<Bits>) -> [Int32] {
      [side.survey.sourceMaps[Int(end)]] + (gateways[side.directory.vpc(of: Int(end))] ?? [])
    }
  }

  /// By old subnet: instances that both sides have there, by each side's number.
  private func instances(
    _ correspondence: Correspondence
  ) -> [Int32: [(old: Int32, new: Int32)]] {
    guard Bits.family == .ipv4 else { return [:] }
    var found: [Int32: [(old: Int32, new: Int32)]] = [:]
    for instance in old.topology.instances {
      guard let other = correspondence.instances.new(of: instance.id),
        correspondence.subnets.new(of: instance.subnet) == new.topology[other].subnet
      else { continue }
      found[instance.subnet.rawValue, default: []].append(
        (instance.id.rawValue, other.rawValue))
    }
    return found
  }

  private mutating func compareSubnets(
    _ correspondence: Correspondence, _ isSettled: (Int32) -> Bool
  ) {
    let instances = instances(correspondence)
    let maps = (old: Maps(old), new: Maps(new))
    var isUnchanged: Set<Key> = []
    for (index, end) in joint.ends.enumerated() where end.old < Int32(old.directory.networkBase) {
      compared += 1
      if isSettled(end.vpc) { continue }
      let views = outlook.views(
        old: maps.old.maps(of: end.old, old), new: maps.new.maps(of: end.new, new))
      let own = instances[old.directory.population.subnets[Int(end.old)]] ?? []
      let key = Key(
        end: joint.classes[index], views: views.map(\.view),
        free: old.directory.population.units[Int(end.old)].map(\.hasFree))
      if own.isEmpty, isUnchanged.contains(key) { continue }
      // What differs is shown by flows of each end's own.
      let found = differences(of: end, own, with: views.map(\.address))
      if !found.isEmpty {
        ends.append((Int32(index), found))
      } else if own.isEmpty {
        isUnchanged.insert(key)
      }
    }
  }

  private func internet(_ addresses: [Bits], of end: JointEnds.End) -> PairComparer<Bits>.Sides {
    let counterpart = new.directory.vpc(of: Int(end.new))
    return .init(
      old: old.prober.internet(addresses, of: end.vpc),
      new: new.prober.internet(addresses, of: counterpart))
  }

  private func differences(
    of end: JointEnds.End, _ instances: [(old: Int32, new: Int32)], with addresses: [Bits]
  ) -> Differences {
    let internet = internet(addresses, of: end)
    let hosts = PairComparer<Bits>.Sides(
      old: old.prober.undeclaredHosts(Int(end.old)), new: new.prober.undeclaredHosts(Int(end.new)))
    var found: Differences = [:]
    comparer.compare(from: hosts, to: internet, opens: (true, true), into: &found)
    let isDirect = (
      old: opensDirectly(hosts.old, addresses, old), new: opensDirectly(hosts.new, addresses, new)
    )
    comparer.compare(from: internet, to: hosts, opens: isDirect, isReversed: true, into: &found)
    for instance in instances {
      let party = PairComparer<Bits>.Sides(
        old: old.prober.instance(Int(instance.old)), new: new.prober.instance(Int(instance.new)))
      comparer.compare(
        from: party, to: internet, opens: (true, true), instance: instance, into: &found)
      let isPublic = (
        old: old.model.instances[Int(instance.old)].isPublic,
        new: new.model.instances[Int(instance.new)].isPublic
      )
      comparer.compare(
        from: internet, to: party, opens: isPublic, isReversed: true, instance: instance,
        into: &found)
    }
    return found
  }

  /// Whether a host's way to the internet ends at its own VPC's gateway without NAT.
  private func opensDirectly(
    _ hosts: PairComparer<Bits>.Party, _ addresses: [Bits], _ side: ComparedSide<Bits>
  ) -> Bool {
    let vpc = side.model.locations.vpc[Int(hosts.start)]
    return hosts.addresses.contains { source in
      addresses.contains { destination in
        side.reader.prober.requests(from: hosts.start, source: source, to: destination).contains {
          $0.count == 1 && $0[0].ending == .exits(vpc: vpc, .internet)
        }
      }
    }
  }

  private mutating func compareNodes(
    _ correspondence: Correspondence, _ isSettled: (Int32) -> Bool
  ) {
    let maps = (old: Maps(old), new: Maps(new))
    for (index, end) in joint.ends.enumerated() where end.old >= Int32(old.directory.nodeBase) {
      let one = old.directory.population.nodes[Int(end.old) - old.directory.nodeBase]
      let other = new.directory.population.nodes[Int(end.new) - new.directory.nodeBase]
      let sides = comparer.sides(end)
      let opens = (old: !one.isInternal, new: !other.isInternal)
      if opens.old || opens.new {
        compared += 1
        if !isSettled(end.vpc) {
          let addresses = outlook.views(
            old: maps.old.maps(of: end.old, old), new: maps.new.maps(of: end.new, new)
          ).map(\.address)
          var found: Differences = [:]
          comparer.compare(
            from: internet(addresses, of: end), to: sides, opens: opens, isReversed: true,
            into: &found)
          if !found.isEmpty { ends.append((Int32(index), found)) }
        }
      }
      compareLegs(Int32(index), sides, one, other, correspondence, isSettled(end.vpc))
    }
  }

  private mutating func compareLegs(
    _ index: Int32, _ sides: PairComparer<Bits>.Sides, _ one: Population<Bits>.Node,
    _ other: Population<Bits>.Node, _ correspondence: Correspondence, _ isSettled: Bool
  ) {
    let before = old.topology.loadBalancers[Int(one.balancer)].targets(in: old.topology)
    let after = Set(new.topology.loadBalancers[Int(other.balancer)].targets(in: new.topology))
    let targets = Set(before).union(after.compactMap { correspondence.instances.old(of: $0) })
    for target in targets.sorted() {
      guard let counterpart = correspondence.instances.new(of: target) else { continue }
      // Within a subnet nothing is routed.
      if old.topology[target].subnet.rawValue == one.subnet
        || new.topology[counterpart].subnet.rawValue == other.subnet
      {
        continue
      }
      compared += 1
      if isSettled { continue }
      var found: Differences = [:]
      comparer.compare(
        from: sides,
        to: .init(
          old: old.prober.instance(target.index), new: new.prober.instance(counterpart.index)),
        opens: (before.contains(target), after.contains(counterpart)), into: &found)
      if !found.isEmpty {
        legs.append((index, target.rawValue, counterpart.rawValue, found))
      }
    }
  }
}
