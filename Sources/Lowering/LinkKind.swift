/// What a link's name begins with: names of different kinds differ, and ``LinkNames`` sees to those of
/// one kind in a namespace.
package enum LinkKind: String, Sendable {
  /// The VPC router's interface in a subnet.
  case subnet = "s"
  /// A subnet's bridge.
  case bridge = "b"
  /// The bridge's port towards the router's interface.
  case uplink = "u"
  /// The bridge's port of an instance, a load balancer's node, a NAT gateway, a host of the internet.
  case instance = "i"
  case loadBalancer = "l"
  case natGateway = "n"
  case host = "h"
  /// Either end of the veth of a gateway load balancer's node.
  case node = "g"
  /// The bridge's port of an appliance, or the router's link to a group of real ones.
  case appliance = "a"
  /// Either end of a GWLB endpoint's veth.
  case endpoint = "e"
  /// The internet's end of an internet gateway's veth.
  case internetGateway = "w"
  /// Either end of a peering connection.
  case peering = "p"
}
