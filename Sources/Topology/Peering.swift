package import Diagnostics

/// A VPC peering connection.
package struct Peering: Sendable {
  package var id: ID<Peering>
  package var name: String
  package var vpcs: (ID<VPC>, ID<VPC>)
  package var source: SourceRange

  package init(id: ID<Peering>, name: String, vpcs: (ID<VPC>, ID<VPC>), source: SourceRange) {
    self.id = id
    self.name = name
    self.vpcs = vpcs
    self.source = source
  }

  /// The VPC at the other end, nil when `vpc` is at neither.
  package func peer(of vpc: ID<VPC>) -> ID<VPC>? {
    if vpc == vpcs.0 { return vpcs.1 }
    return vpc == vpcs.1 ? vpcs.0 : nil
  }
}
