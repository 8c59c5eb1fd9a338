package import Diagnostics
package import IPAddressing

/// A Gateway Load Balancer endpoint: one subnet, one service.
package struct GWLBEndpoint: Sendable {
  package var id: ID<GWLBEndpoint>
  package var vpc: ID<VPC>
  package var name: String
  /// The name in the file that stands for it and its siblings in other zones; nil where it is
  /// declared by itself.
  package var zonalName: String?
  package var subnet: ID<Subnet>
  package var service: ID<GatewayLoadBalancer>
  /// Its interface's address in the subnet.
  package var ipv4: IPAddress?
  package var source: SourceRange

  package init(
    id: ID<GWLBEndpoint>, vpc: ID<VPC>, name: String, subnet: ID<Subnet>,
    service: ID<GatewayLoadBalancer>, ipv4: IPAddress?, source: SourceRange
  ) {
    self.id = id
    self.vpc = vpc
    self.name = name
    self.subnet = subnet
    self.service = service
    self.ipv4 = ipv4
    self.source = source
  }
}
