package import Diagnostics
package import IPAddressing

/// A gateway load balancer: one node a zone, one appliance group.
package struct GatewayLoadBalancer: Sendable {
  /// The load balancer's interface in one zone's subnet.
  package struct Node: Sendable {
    package var subnet: ID<Subnet>
    package var zone: ID<Zone>
    package var address: IPAddress

    package init(subnet: ID<Subnet>, zone: ID<Zone>, address: IPAddress) {
      self.subnet = subnet
      self.zone = zone
      self.address = address
    }
  }

  package var id: ID<GatewayLoadBalancer>
  package var vpc: ID<VPC>
  package var name: String
  package var nodes: [Node]
  package var crossZone: Bool
  package var applianceGroup: ID<ApplianceGroup>
  /// Seconds, 60 to 6000; 350 unless given.
  package var tcpIdleTimeout: Int
  /// Where `tcp_idle_timeout` is written; nil for the default.
  package var tcpIdleTimeoutSource: SourceRange?
  /// Whether a TCP packet of no known flow is answered with a reset.
  package var resetsOnIdleTimeout = false
  package var source: SourceRange

  package init(
    id: ID<GatewayLoadBalancer>, vpc: ID<VPC>, name: String, nodes: [Node], crossZone: Bool,
    applianceGroup: ID<ApplianceGroup>, tcpIdleTimeout: Int, tcpIdleTimeoutSource: SourceRange?,
    source: SourceRange
  ) {
    self.id = id
    self.vpc = vpc
    self.name = name
    self.nodes = nodes
    self.crossZone = crossZone
    self.applianceGroup = applianceGroup
    self.tcpIdleTimeout = tcpIdleTimeout
    self.tcpIdleTimeoutSource = tcpIdleTimeoutSource
    self.source = source
  }
}
