package import IPAddressing

/// One end of a flow.
package enum FlowEnd: Hashable, Sendable {
  /// Any address outside every VPC and attached network.
  case internet
  case internetHost(ID<InternetHost>)
  /// Any host of a host-bearing subnet.
  case subnet(ID<Subnet>)
  case instance(ID<Instance>)
  /// One node of an application load balancer, by its index.
  case loadBalancerNode(ID<LoadBalancer>, node: Int)
  /// A network behind a VPC's virtual private gateway.
  case onPremises(ID<VPC>, Prefix)
}
