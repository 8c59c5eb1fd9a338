import IPAddressing
package import Topology

/// How a path ends.
package enum Disposition: Hashable, Sendable {
  /// In the subnet that has the destination.
  case delivered(ID<Subnet>)
  /// Out of the VPC to the outside.
  case exits(ID<VPC>, Gateway)
  /// At a NAT gateway, where the flow's next leg begins.
  case translated(ID<NATGateway>)
  case dropped(DropReason)
  /// The location that follows the last step is that of the step with this index. A loop over the
  /// legs of a NATed flow has index 0.
  case loop(Int)
}
