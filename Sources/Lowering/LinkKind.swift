/// What a link's name begins with, so that names of different kinds never collide in a namespace.
package enum LinkKind: String, Sendable {
  /// The VPC router's interface in a subnet.
  case subnet = "s"
  /// A subnet's bridge.
  case bridge = "b"
  /// The bridge's port towards the router's interface.
  case uplink = "u"
  /// The bridge's port of an instance, a load balancer's or a gateway load balancer's node, an
  /// appliance, a NAT gateway, a host of the internet.
  case instance = "i"
  case loadBalancer = "l"
  case node = "g"
  case appliance = "a"
  case natGateway = "n"
  case host = "h"
  /// Either end of a GWLB endpoint's veth.
  case endpoint = "e"
  /// The internet's end of an internet gateway's veth.
  case internetGateway = "w"
  /// Either end of a peering connection.
  case peering = "p"
}
