import Difference
import IPAddressing
import Topology

@testable import Proof
@testable import Verification

/// What differs between two networks for every pair of ends, by walking every flow in both.
struct DifferenceOracle {
  private let joint: JointTopologies
  private let old: Side
  private let new: Side

  private struct Side {
    let topology: Topology
    let walker: Walker
    let classes: AddressClasses
    let space: AddressSpace
    let side: JointTopologies.Side

    init(_ joint: JointTopologies, _ side: JointTopologies.Side) {
      topology = joint.topology(side)
      walker = Walker(topology)
      classes = AddressClasses(topology)
      space = AddressSpace(topology)
      self.side = side
    }

    /// Addresses of a subnet that something else than a host has, and those that instances have.
    func taken(_ subnet: ID<Subnet>) -> (others: Set<IPAddress>, instances: Set<IPAddress>) {
      var others: Set<IPAddress> = []
      others.formUnion(topology.gwlbEndpoints.filter { $0.subnet == subnet }.compactMap(\.ipv4))
      others.formUnion(topology.natGateways.filter { $0.subnet == subnet }.map(\.privateAddress))
      others.formUnion(
        topology.loadBalancers.flatMap(\.nodes).filter { $0.subnet == subnet }.map(\.address))
      let instances = topology.instances.filter { $0.subnet == subnet }
      return (others, Set(instances.flatMap { [$0.ipv4, $0.ipv6] }.compactMap { $0 }))
    }
  }

  init(_ old: Topology, _ new: Topology) {
    joint = JointTopologies(old, new)
    self.old = Side(joint, .old)
    self.new = Side(joint, .new)
  }

  /// By pair of the old topology's ends.
  func changes() -> [String: BehaviourChange] {
    AddressFamily.allCases.reduce(into: [:]) { found, family in
      for (key, change) in changes(family) where !change.isEmpty { found[key] = change }
    }
  }

  /// One end on both sides, with its addresses in step.
  private struct End {
    var old: FlowEnd
    var new: FlowEnd
    /// Any host's.
    var addresses: [(old: IPAddress, new: IPAddress)]
    /// A host's that nothing is declared to be.
    var free: [(old: IPAddress, new: IPAddress)] = []
  }

  private func changes(_ family: AddressFamily) -> [String: BehaviourChange] {
    let hosts = old.topology.subnets.compactMap { end(of: $0, family) }
    let networks = self.networks(family)
    let internet = self.internet(family)
    var found: [String: BehaviourChange] = [:]
    func add(_ first: End, _ second: End, _ change: BehaviourChange) {
      found[Oracle.key(first.old, second.old, family), default: []].formUnion(change)
    }
    for (index, first) in hosts.enumerated() {
      for second in hosts[(index + 1)...] + networks {
        add(first, second, change(first, second).union(change(second, first)))
      }
      add(first, internet, internetChange(first, internet, family))
    }
    guard family == .ipv4 else { return found }
    for node in nodes() {
      let (isPublic, wasPublic) = (self.isPublic(node.new, new), self.isPublic(node.old, old))
      add(
        internet, node, change(internet, node, isOpened: (wasPublic, isPublic)))
      for client in hosts where old.topology.subnet(of: client.old) != subnet(node) {
        add(client, node, change(client, node, isOpened: (!wasPublic, !isPublic)))
      }
      for client in networks {
        add(client, node, change(client, node, isOpened: (!wasPublic, !isPublic)))
      }
      for target in old.topology.instances {
        guard let other = joint.correspondence.instances.new(of: target.id),
          target.subnet != subnet(node),
          new.topology[other].subnet != new.topology.subnet(of: node.new),
          let before = target.ipv4, let after = new.topology[other].ipv4
        else { continue }
        let end = End(
          old: .instance(target.id), new: .instance(other), addresses: [(before, after)])
        let opens = (
          targets(node.old, old).contains(target.id), targets(node.new, new).contains(other)
        )
        add(node, end, change(node, end, isOpened: opens))
      }
    }
    return found
  }

  private func subnet(_ node: End) -> ID<Subnet>? { old.topology.subnet(of: node.old) }

  private func change(
    _ from: End, _ to: End, isOpened: (old: Bool, new: Bool) = (true, true),
    from sources: [(old: IPAddress, new: IPAddress)]? = nil,
    to destinations: [(old: IPAddress, new: IPAddress)]? = nil
  ) -> BehaviourChange {
    guard isOpened.old || isOpened.new else { return [] }
    var change: BehaviourChange = []
    for source in sources ?? from.addresses {
      for destination in destinations ?? to.addresses {
        let before = conduct(
          old, isOpened.old, Flow(from: from.old, source.old, to: to.old, destination.old))
        let after = conduct(
          new, isOpened.new, Flow(from: from.new, source.new, to: to.new, destination.new))
        change.formUnion(after.change(from: before))
      }
    }
    return change
  }

  private func conduct(_ side: Side, _ isOpened: Bool, _ flow: Flow) -> WalkedConduct {
    WalkedConduct(isOpened ? side.walker.roundTrips(of: flow) : [], side.side, in: joint)
  }

  private func internetChange(
    _ host: End, _ internet: End, _ family: AddressFamily
  ) -> BehaviourChange {
    guard
      [old, new].contains(where: { side in
        side.topology.vpcs.contains {
          $0.internetGateway != nil || $0.egressOnlyInternetGateway != nil
        }
      })
    else { return [] }
    var found = change(host, internet, from: host.free)
    let catalogues = (
      FlowCatalogue(old.walker).remembering(), FlowCatalogue(new.walker).remembering()
    )
    func opensDirectly(_ catalogue: FlowCatalogue, _ side: Side) -> Bool {
      host.free.contains { source in
        internet.addresses.contains { destination in
          catalogue.opensDirectly(
            side.side == .old
              ? Flow(from: host.old, source.old, to: .internet, destination.old)
              : Flow(from: host.new, source.new, to: .internet, destination.new))
        }
      }
    }
    found.formUnion(
      change(
        internet, host,
        isOpened: (opensDirectly(catalogues.0, old), opensDirectly(catalogues.1, new)),
        to: host.free))
    guard family == .ipv4 else { return found }
    for instance in old.topology.instances where FlowEnd.subnet(instance.subnet) == host.old {
      guard let other = joint.correspondence.instances.new(of: instance.id),
        FlowEnd.subnet(new.topology[other].subnet) == host.new,
        let before = instance.ipv4, let after = new.topology[other].ipv4
      else { continue }
      let end = End(
        old: .instance(instance.id), new: .instance(other), addresses: [(before, after)])
      let isPublic = (
        instance.publicAddress != nil, new.topology[other].publicAddress != nil
      )
      found.formUnion(change(end, internet))
      found.formUnion(change(internet, end, isOpened: isPublic))
    }
    return found
  }

  /// Addresses cut wherever one of the two sides tells some apart: by their distance from the base.
  private func end(of subnet: Subnet, _ family: AddressFamily) -> End? {
    guard let other = joint.correspondence.subnets.new(of: subnet.id), subnet.hosts,
      new.topology[other].hosts,
      let before = family == .ipv4 ? subnet.ipv4 : subnet.ipv6,
      let after = family == .ipv4 ? new.topology[other].ipv4 : new.topology[other].ipv6
    else { return nil }
    let size = before.last.bits - before.first.bits
    var cuts: Set<UInt128> = [4]
    for (side, prefix) in [(old, before), (new, after)] {
      for stretch in side.classes.classes(in: prefix).joined() {
        cuts.insert(max(4, stretch.lowerBound.bits - prefix.first.bits))
      }
    }
    let starts = cuts.filter { $0 < size }.sorted()
    var end = End(old: .subnet(subnet.id), new: .subnet(other), addresses: [])
    let taken = (old.taken(subnet.id), new.taken(other))
    for (index, start) in starts.enumerated() {
      let last = index + 1 < starts.count ? starts[index + 1] - 1 : size - 1
      let offsets = (start...min(last, start + 40))
      func addresses(_ prefix: Prefix) -> [IPAddress] {
        offsets.map { IPAddress(family, bits: prefix.first.bits + $0) }
      }
      let (mine, theirs) = (addresses(before), addresses(after))
      let free = (
        mine.first { !taken.0.others.contains($0) && !taken.0.instances.contains($0) },
        theirs.first { !taken.1.others.contains($0) && !taken.1.instances.contains($0) }
      )
      let hasHost =
        (free.0 != nil || mine.contains { taken.0.instances.contains($0) })
        && (free.1 != nil || theirs.contains { taken.1.instances.contains($0) })
      if hasHost { end.addresses.append((mine[0], theirs[0])) }
      if let one = free.0, let other = free.1 { end.free.append((one, other)) }
    }
    return end.addresses.isEmpty ? nil : end
  }

  private func networks(_ family: AddressFamily) -> [End] {
    old.topology.vpcs.flatMap { vpc -> [End] in
      guard let other = joint.correspondence.vpcs.new(of: vpc.id) else { return [] }
      let kept = new.topology[other].virtualPrivateGateway?.onPremises ?? []
      return (vpc.virtualPrivateGateway?.onPremises ?? []).filter {
        $0.family == family && kept.contains($0)
      }.map { prefix in
        let addresses = starts(in: prefix).filter { address in
          ![old, new].contains { side in
            side.topology.vpcs.contains { $0.contains(address) }
          } && !AddressSpace.isNeverForwarded(address)
        }
        return End(
          old: .onPremises(vpc.id, prefix), new: .onPremises(other, prefix),
          addresses: addresses.map { ($0, $0) })
      }
    }
  }

  private func starts(in prefix: Prefix) -> [IPAddress] {
    Set([old, new].flatMap { $0.classes.classes(in: prefix).joined().map(\.lowerBound) }).sorted()
  }

  private func internet(_ family: AddressFamily) -> End {
    let everything: Prefix = family == .ipv4 ? .defaultIPv4 : .defaultIPv6
    let addresses = starts(in: everything).filter {
      old.space.isOnInternet($0) && new.space.isOnInternet($0)
    }
    return End(old: .internet, new: .internet, addresses: addresses.map { ($0, $0) })
  }

  private func nodes() -> [End] {
    old.topology.loadBalancers.flatMap { balancer -> [End] in
      guard let other = joint.correspondence.loadBalancers.new(of: balancer.id) else { return [] }
      return balancer.nodes.enumerated().compactMap { index, node in
        let subnet = joint.correspondence.subnets.new(of: node.subnet)
        guard
          let counterpart = new.topology[other].nodes.firstIndex(where: { $0.subnet == subnet })
        else { return nil }
        return End(
          old: .loadBalancerNode(balancer.id, node: index),
          new: .loadBalancerNode(other, node: counterpart),
          addresses: [(node.address, new.topology[other].nodes[counterpart].address)])
      }
    }
  }

  private func balancer(_ node: FlowEnd, _ side: Side) -> LoadBalancer? {
    guard case .loadBalancerNode(let id, _) = node else { return nil }
    return side.topology[id]
  }

  private func isPublic(_ node: FlowEnd, _ side: Side) -> Bool {
    balancer(node, side)?.nodes.contains { $0.publicAddress != nil } ?? false
  }

  private func targets(_ node: FlowEnd, _ side: Side) -> [ID<Instance>] {
    (balancer(node, side)?.listeners ?? []).flatMap { side.topology[$0.targetGroup].targets }
  }
}
