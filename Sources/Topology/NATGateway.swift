package import Diagnostics
package import IPAddressing

/// A NAT gateway with one private address in its subnet and one public address.
package struct NATGateway: Sendable {
  package var id: ID<NATGateway>
  package var vpc: ID<VPC>
  package var name: String
  /// The name in the file that stands for it and its siblings in other zones; nil where it is
  /// declared by itself.
  package var zonalName: String?
  package var subnet: ID<Subnet>
  package var privateAddress: IPAddress
  package var publicAddress: IPAddress
  package var source: SourceRange

  package init(
    id: ID<NATGateway>, vpc: ID<VPC>, name: String, subnet: ID<Subnet>, privateAddress: IPAddress,
    publicAddress: IPAddress, source: SourceRange
  ) {
    self.id = id
    self.vpc = vpc
    self.name = name
    self.subnet = subnet
    self.privateAddress = privateAddress
    self.publicAddress = publicAddress
    self.source = source
  }
}
