import IPAddressing
import Topology

/// Every flow that exists, class by class, and the pairs of ends that they belong to.
///
/// What exists: any host to any host of another subnet, hosts to the internet, the internet to what
/// has a public address, clients to load balancers and these to their targets, networks behind
/// virtual private gateways to hosts; in both families.
struct FlowCatalogue: Sendable {
  let topology: Topology
  private(set) var representatives: Representatives
  let walker: Walker

  init(_ walker: Walker) {
    self.walker = walker
    topology = walker.topology
    representatives = Representatives(walker.topology)
  }

  /// The same with every end's addresses looked up now: for who asks about all pairs.
  func remembering() -> FlowCatalogue {
    var copy = self
    copy.representatives = representatives.remembering()
    return copy
  }

  /// Subnets whose hosts are ends of flows.
  var hostSubnets: [ID<Subnet>] { topology.subnets.filter(\.hosts).map(\.id) }

  var hasInternet: Bool {
    topology.vpcs.contains { $0.internetGateway != nil || $0.egressOnlyInternetGateway != nil }
  }

  var onPremises: [FlowEnd] {
    topology.vpcs.flatMap { vpc in
      (vpc.virtualPrivateGateway?.onPremises ?? []).map { .onPremises(vpc.id, $0) }
    }
  }

  var loadBalancerNodes: [FlowEnd] {
    topology.loadBalancers.flatMap { balancer in
      balancer.nodes.indices.map { .loadBalancerNode(balancer.id, node: $0) }
    }
  }

  /// Every end that some flow may have.
  var ends: [FlowEnd] {
    hostSubnets.map { .subnet($0) } + loadBalancerNodes + onPremises
      + (hasInternet ? [.internet] : [])
  }

  /// Every pair with the flows between its ends, opened from either side.
  func pairs() -> [(pair: EndPair, flows: [Flow])] {
    var result: [(EndPair, [Flow])] = []
    for family in AddressFamily.allCases {
      result += hostPairs(family) + internetPairs(family) + onPremisesPairs(family)
    }
    return result + loadBalancerPairs()
  }

  /// The flows from one end to another, a class of addresses each.
  func flows(
    from source: FlowEnd, to destination: FlowEnd, _ family: AddressFamily, declared: Bool = true
  ) -> [Flow] {
    let destinations = representatives.addresses(of: destination, family, declared: declared)
    return representatives.addresses(of: source, family, declared: declared).flatMap { from in
      destinations.map { Flow(from: source, from, to: destination, $0) }
    }
  }

  private func both(
    _ first: FlowEnd, _ second: FlowEnd, _ family: AddressFamily
  ) -> (EndPair, [Flow])? {
    let flows =
      flows(from: first, to: second, family) + flows(from: second, to: first, family)
    return flows.isEmpty ? nil : (EndPair(first: first, second: second, family: family), flows)
  }

  private func hostPairs(_ family: AddressFamily) -> [(EndPair, [Flow])] {
    let subnets = hostSubnets
    return subnets.indices.flatMap { first in
      subnets[(first + 1)...].compactMap { both(.subnet(subnets[first]), .subnet($0), family) }
    }
  }

  private func onPremisesPairs(_ family: AddressFamily) -> [(EndPair, [Flow])] {
    onPremises.flatMap { network in
      hostSubnets.compactMap { both(network, .subnet($0), family) }
    }
  }

  private func internetPairs(_ family: AddressFamily) -> [(EndPair, [Flow])] {
    guard hasInternet else { return [] }
    return hostSubnets.compactMap { subnet in
      let flows = internetFlows(of: subnet, family)
      guard !flows.isEmpty else { return nil }
      return (EndPair(first: .subnet(subnet), second: .internet, family: family), flows)
    }
  }

  private func internetFlows(of subnet: ID<Subnet>, _ family: AddressFamily) -> [Flow] {
    let outbound = flows(from: .subnet(subnet), to: .internet, family, declared: false)
    var flows = outbound
    if outbound.contains(where: { opensDirectly($0) }) {
      flows += self.flows(from: .internet, to: .subnet(subnet), family, declared: false)
    }
    guard family == .ipv4 else { return flows }
    for instance in topology.instances where instance.subnet == subnet {
      flows += self.flows(from: .instance(instance.id), to: .internet, family)
      if instance.publicAddress != nil {
        flows += self.flows(from: .internet, to: .instance(instance.id), family)
      }
    }
    return flows
  }

  /// The flows of one pair, opened from either side where both sides open any.
  func flows(of pair: EndPair) -> [Flow] {
    let family = pair.family
    switch (pair.first, pair.second) {
    case (.subnet(let subnet), .internet), (.internet, .subnet(let subnet)):
      return internetFlows(of: subnet, family)
    case (.loadBalancerNode, .instance), (_, .loadBalancerNode):
      return flows(from: pair.first, to: pair.second, family)
    default: return both(pair.first, pair.second, family)?.1 ?? []
    }
  }

  /// Whether a host's way to the internet ends at its own VPC's gateway without NAT, so that the
  /// host may have a public address there.
  func opensDirectly(_ flow: Flow) -> Bool {
    guard let vpc = topology.vpc(of: flow.source) else { return false }
    return walker.roundTrips(of: flow).contains { trip in
      trip.forward.count == 1 && trip.forward[0].disposition == .exits(vpc, .internet)
    }
  }

  /// Whether flows are opened from one end to another at all: load balancers take clients and open
  /// flows to their targets, nothing passes from outside to outside or within a subnet.
  func isOpened(from source: FlowEnd, to destination: FlowEnd) -> Bool {
    if let subnet = topology.subnet(of: source), subnet == topology.subnet(of: destination) {
      return false
    }
    switch (source, destination) {
    case (.loadBalancerNode(let balancer, _), .instance(let instance)):
      return topology[balancer].listeners.contains {
        topology[$0.targetGroup].targets.contains(instance)
      }
    case (.loadBalancerNode(let balancer, _), .subnet(let subnet)):
      return topology[balancer].listeners.flatMap { topology[$0.targetGroup].targets }
        .contains { topology[$0].subnet == subnet }
    case (.loadBalancerNode, _): return false
    case (_, .loadBalancerNode(let balancer, _)):
      let isPublic = topology[balancer].nodes.contains { $0.publicAddress != nil }
      return isPublic == isInternet(source)
    default: return hasHosts(source) || hasHosts(destination)
    }
  }

  private func isInternet(_ end: FlowEnd) -> Bool {
    switch end {
    case .internet, .internetHost: true
    default: false
    }
  }

  private func hasHosts(_ end: FlowEnd) -> Bool {
    switch end {
    case .subnet(let subnet): topology[subnet].hosts
    case .instance: true
    default: false
    }
  }

  /// Whether packets of the flow can come into being: what comes from the internet is addressed to
  /// something with a public address, as every IPv6 address of a VPC is.
  func isPossible(_ flow: Flow) -> Bool {
    switch flow.source {
    case .internet, .internetHost: break
    default: return true
    }
    switch flow.destination {
    case .internet, .internetHost, .onPremises: return false
    case .instance(let instance) where flow.family == .ipv4:
      return topology[instance].publicAddress != nil
    case .loadBalancerNode(let balancer, let node):
      return topology[balancer].nodes[node].publicAddress != nil
    case .instance, .subnet: return flow.family == .ipv6 || canBeMapped(flow.destination)
    }
  }

  private func canBeMapped(_ end: FlowEnd) -> Bool {
    flows(from: end, to: .internet, .ipv4, declared: false).contains { opensDirectly($0) }
  }

  private func loadBalancerPairs() -> [(EndPair, [Flow])] {
    topology.loadBalancers.flatMap { balancer -> [(EndPair, [Flow])] in
      let isPublic = balancer.nodes.contains { $0.publicAddress != nil }
      let clients = isPublic ? [.internet] : hostSubnets.map { .subnet($0) } + onPremises
      let targets = Set(balancer.listeners.map(\.targetGroup)).flatMap { topology[$0].targets }
      return balancer.nodes.indices.flatMap { index -> [(EndPair, [Flow])] in
        let node = FlowEnd.loadBalancerNode(balancer.id, node: index)
        let inbound = clients.map { ($0, node) }
        let outbound = Set(targets).sorted().map { (node, FlowEnd.instance($0)) }
        return (inbound + outbound).compactMap { source, destination in
          guard topology.subnet(of: source) != topology.subnet(of: destination) else { return nil }
          let flows = flows(from: source, to: destination, .ipv4)
          guard !flows.isEmpty else { return nil }
          return (EndPair(first: source, second: destination, family: .ipv4), flows)
        }
      }
    }
  }
}
