package import Topology

/// Why a packet goes no further than its path's last step.
package enum DropReason: Hashable, Sendable {
  case noRoute
  /// An explicit `blackhole` route.
  case blackhole
  /// 169.254.168.0/22 and fd00:ec2::/32 are never forwarded (aws-gwlb 4.1).
  case reserved
  /// Inside the VPC's CIDR, and in none of its subnets.
  case noSubnet
  /// The attachment has no subnet in the packet's zone.
  case noAttachmentInZone(ID<TransitGatewayAttachment>)
  /// The VPC is not attached to the transit gateway.
  case notAttached(ID<TransitGateway>)
  /// A peering carries only packets between addresses of its two VPCs.
  case peeringTransit(ID<Peering>)
  /// A virtual private gateway carries only packets of its own VPC.
  case edgeToEdge
  /// No network behind the virtual private gateway has the destination.
  case notOnPremises
  /// The sender has no public address at this internet gateway.
  case noPublicMapping
  /// The internet does not route the destination.
  case privateDestination
  case sourceDestinationCheck(ID<Instance>)
  /// IPv6 that left an endpoint is dropped by an egress-only internet gateway (aws-gwlb 3.13).
  case egressOnlyAfterEndpoint
  /// An egress-only internet gateway lets no new flow in.
  case egressOnlyInbound
  /// A reply of a flow that this NAT gateway never saw.
  case natWithoutConnection(ID<NATGateway>)
  /// NAT gateways translate IPv4 only.
  case natOfIPv6(ID<NATGateway>)
  /// The endpoint's gateway load balancer has no appliance for it.
  case noAppliance(ID<GWLBEndpoint>)
  /// Another prefix list than the chosen route's leads elsewhere: AWS picks either.
  case undecided
}
