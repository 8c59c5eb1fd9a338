import Configuration
import Diagnostics
import IPAddressing

/// One declared table on its way to its members.
struct RouteTableBuilder {
  /// What a written target stands for.
  enum Target {
    case one(RouteTarget)
    /// `@zone`.
    case byZone([ID<Zone>: RouteTarget])
  }

  let vpc: ID<VPC>
  /// The VPC's own, once for all routes.
  let cidrs: [Prefix]
  let list: RouteList
  let name: String
  let isEdge: Bool
  let isOfSubnets: Bool
  /// By the list's targets; nil after an error.
  var targets: [Target?] = []
}
