package import Topology

/// Where a routing decision is taken: one table holds at each.
package enum Location: Hashable, Sendable {
  /// A host of this subnet has sent the packet to the subnet's router.
  case host(ID<Subnet>)
  /// The packet enters the VPC from outside: the gateway's edge table, or the VPC's local routes.
  case gateway(ID<VPC>, Gateway)
  /// The packet comes back inspected: the table of the endpoint's own subnet.
  case endpoint(ID<GWLBEndpoint>)
  /// The packet leaves an instance that is a route's target: the table of the instance's subnet.
  case instance(ID<Instance>)
  /// The packet leaves translated, or its reply comes back to be restored: the gateway's subnet.
  case natGateway(ID<NATGateway>)
  /// The packet is on the transit gateway: the attachment's associated table, and the zone that
  /// it entered in.
  case transitGateway(ID<TransitGatewayAttachment>, ID<Zone>)
  /// The packet enters a VPC from the transit gateway, at the attachment's interface in a subnet.
  case attachment(ID<TransitGatewayAttachment>, ID<Subnet>)
  /// The packet enters a VPC over a peering: local delivery only.
  case peering(ID<Peering>, ID<VPC>)
}
