package import Topology

extension Topology {
  /// The VPC that an end lives in; nil on the internet.
  package func vpc(of end: FlowEnd) -> ID<VPC>? {
    switch end {
    case .internet, .internetHost: nil
    case .onPremises(let vpc, _): vpc
    case .loadBalancerNode(let balancer, _): self[balancer].vpc
    case .subnet, .instance: subnet(of: end).map { self[$0].vpc }
    }
  }

  /// The subnet that an end lives in; nil outside the VPCs.
  package func subnet(of end: FlowEnd) -> ID<Subnet>? {
    switch end {
    case .internet, .internetHost, .onPremises: nil
    case .subnet(let subnet): subnet
    case .instance(let instance): self[instance].subnet
    case .loadBalancerNode(let balancer, let node): self[balancer].nodes[node].subnet
    }
  }

  /// The address of an end, as findings call it.
  package func address(_ end: FlowEnd) -> String {
    switch end {
    case .internet: "internet"
    case .internetHost(let host): address(host)
    case .subnet(let subnet): address(subnet)
    case .instance(let instance): address(instance)
    case .loadBalancerNode(let balancer, let node):
      "\(address(balancer))[\(self[self[balancer].nodes[node].subnet].name)]"
    case .onPremises(let vpc, let prefix): "\(address(.virtualPrivate, of: vpc))[\(prefix)]"
    }
  }
}
