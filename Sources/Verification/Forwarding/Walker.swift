package import IPAddressing
package import Topology

/// Takes packets through the network one table at a time: a linear scan at every hop, every choice of a transit gateway tried.
///
/// Slow, and plain enough to be believed: the oracle.
package struct Walker: Sendable {
  /// What a packet is to the stateful parts on its way.
  package enum Role: Hashable, Sendable {
    case request
    /// An answer to a request that left by these gateways.
    case reply(through: Set<Gateway>)
  }

  package let topology: Topology
  let space: AddressSpace

  package init(_ topology: Topology) {
    self.topology = topology
    space = AddressSpace(topology)
  }

  /// Every path of a packet from `start`, one for each choice of zones that a transit gateway has.
  ///
  /// - Parameter visited: where the flow's legs before this one have been.
  package func paths(
    from start: Location, source: IPAddress, to destination: IPAddress, role: Role,
    choices: HashChoices = HashChoices(), visited: Set<Location> = []
  ) -> [Path] {
    let path = Path(
      start: start, source: source, destination: destination, steps: [],
      disposition: .dropped(.noRoute), choices: choices)
    var walks = [Walk(path: path, location: start, visited: visited, role: role)]
    var finished: [Path] = []
    while let walk = walks.popLast() {
      switch advance(walk) {
      case .ends(let path): finished.append(path)
      case .continues(let next): walks += next.reversed()
      }
    }
    return finished
  }

  /// Takes one decision.
  private func advance(_ walk: Walk) -> Walk.Outcome {
    if walk.visited.contains(walk.location) {
      let first = walk.path.steps.firstIndex { $0.location == walk.location }
      return walk.ending(.loop(first ?? 0))
    }
    let table = topology.table(at: walk.location)
    let matches = topology.matches(for: walk.path.destination, at: walk.location)
    let walk = walk.deciding(
      table, matches.first, shadowed: matches.dropFirst(), zone: topology.zone(of: walk.location))
    if AddressSpace.isNeverForwarded(walk.path.destination) {
      return walk.ending(.dropped(.reserved))
    }
    if let chosen = matches.first, chosen.isDisputed(by: matches) {
      return walk.ending(.dropped(.undecided))
    }
    switch matches.first?.nextHop {
    case nil: return walk.ending(.dropped(.noRoute))
    case .target(let target): return send(walk, to: target)
    case .attachment(let attachment): return leaveHub(walk, by: attachment)
    }
  }

  private func send(_ walk: Walk, to target: RouteTarget) -> Walk.Outcome {
    guard let vpc = topology.vpc(of: walk.location) else {
      return walk.ending(.dropped(target == .blackhole ? .blackhole : .noRoute))
    }
    switch target {
    case .local: return deliver(walk, in: vpc)
    case .blackhole: return walk.ending(.dropped(.blackhole))
    case .internetGateway: return leaveByInternetGateway(walk, of: vpc)
    case .egressOnlyInternetGateway: return leaveByEgressOnlyGateway(walk, of: vpc)
    case .virtualPrivateGateway: return leaveByVirtualPrivateGateway(walk, of: vpc)
    case .natGateway(let gateway):
      guard walk.path.destination.isIPv4 else { return walk.ending(.dropped(.natOfIPv6(gateway))) }
      if case .reply = walk.role { return walk.ending(.dropped(.natWithoutConnection(gateway))) }
      return walk.ending(.translated(gateway))
    case .gwlbEndpoint(let endpoint):
      return topology.hasAppliance(for: endpoint)
        ? walk.moving(to: .endpoint(endpoint)) : walk.ending(.dropped(.noAppliance(endpoint)))
    case .instance(let instance): return enter(walk, instance)
    case .transitGateway(let transitGateway):
      return enterHub(walk, transitGateway, from: vpc)
    case .peering(let peering): return cross(walk, peering, from: vpc)
    }
  }

  private func deliver(_ walk: Walk, in vpc: ID<VPC>) -> Walk.Outcome {
    guard topology[vpc].contains(walk.path.destination) else {
      return walk.ending(.dropped(.noRoute))
    }
    guard let subnet = topology.subnet(of: walk.path.destination, in: vpc) else {
      return walk.ending(.dropped(.noSubnet))
    }
    return walk.ending(.delivered(subnet))
  }

  private func enter(_ walk: Walk, _ id: ID<Instance>) -> Walk.Outcome {
    let instance = topology[id]
    // AWS wants a public address on an interface that an internet gateway routes to (aws-gwlb 4.3).
    if case .gateway(_, .internet) = walk.location, walk.path.destination.isIPv4,
      instance.publicAddress == nil
    {
      return walk.ending(.dropped(.noPublicMapping))
    }
    if walk.path.destination == instance.ipv4 || walk.path.destination == instance.ipv6 {
      return walk.ending(.delivered(instance.subnet))
    }
    return instance.sourceDestinationCheck
      ? walk.ending(.dropped(.sourceDestinationCheck(id))) : walk.moving(to: .instance(id))
  }
}
