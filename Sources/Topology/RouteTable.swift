package import Diagnostics

/// A route table of a VPC: of subnets, or of a gateway (edge association).
///
/// A table with `@zone` targets is one table a zone.
package struct RouteTable: Sendable {
  package var id: ID<RouteTable>
  package var vpc: ID<VPC>
  /// The member's name, such as `alb-a`.
  package var name: String
  /// The name in the file that stands for it and its siblings in other zones; nil where it is
  /// declared by itself.
  package var zonalName: String?
  /// Every route, the VPC's local ones included (unless replaced), prefix lists expanded.
  package var routes: [Route]
  /// Where it is declared; the VPC for its implicit main table.
  package var source: SourceRange
  package var isImplicit: Bool

  package init(
    id: ID<RouteTable>, vpc: ID<VPC>, name: String, routes: [Route], source: SourceRange,
    isImplicit: Bool = false
  ) {
    self.id = id
    self.vpc = vpc
    self.name = name
    self.routes = routes
    self.source = source
    self.isImplicit = isImplicit
  }
}
