import Topology

extension SymmetryProof {
  /// Holds a demand against all flows that it selects, in both families.
  ///
  /// Selected are flows that hosts and load balancers open; where there are none, and for
  /// `unreachable`, whatever the ends could send each other.
  ///
  /// - Precondition: the topology has an `inspection` or an `expect`.
  package func verdict(on demand: FlowDemand) -> DemandVerdict {
    var verdict = DemandVerdict()
    for part in verdicts(on: demand) {
      if part.selects { verdict.selects = true }
      verdict.failures += part.failures
    }
    return verdict
  }
}

/// Which ends open flows to which.
struct DemandOpenings {
  let topology: Topology

  /// Whether some flow of a demand is opened by a host, an instance or a load balancer, or by the
  /// internet to one of them.
  func opensAny(_ demand: FlowDemand) -> Bool {
    demand.sources.ends.contains { source in
      demand.destinations.ends.contains { $0 != source && opens(source, $0) }
    }
  }

  private func opens(_ source: FlowEnd, _ destination: FlowEnd) -> Bool {
    if let subnet = subnet(of: source), subnet == self.subnet(of: destination) { return false }
    switch (source, destination) {
    case (.loadBalancerNode(let balancer, _), .instance(let instance)):
      return targets(balancer).contains(instance)
    case (.loadBalancerNode(let balancer, _), .subnet(let subnet)):
      return targets(balancer).contains { topology[$0].subnet == subnet }
    case (.loadBalancerNode, _): return false
    case (_, .loadBalancerNode(let balancer, _)):
      let isPublic = topology[balancer].nodes.contains { $0.publicAddress != nil }
      return isPublic == isOutside(source)
    default: return hasHosts(source) || hasHosts(destination)
    }
  }

  private func targets(_ balancer: ID<LoadBalancer>) -> [ID<Instance>] {
    topology[balancer].listeners.flatMap { topology[$0.targetGroup].targets }
  }

  private func isOutside(_ end: FlowEnd) -> Bool {
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

  private func subnet(of end: FlowEnd) -> ID<Subnet>? {
    switch end {
    case .internet, .internetHost, .onPremises: nil
    case .subnet(let subnet): subnet
    case .instance(let instance): topology[instance].subnet
    case .loadBalancerNode(let balancer, let node): topology[balancer].nodes[node].subnet
    }
  }
}
