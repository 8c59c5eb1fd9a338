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

  var id = ID<RouteTable>(0)
  /// The member's; nil for a table that is not zonal.
  var zone: ID<Zone>?
  let vpc: ID<VPC>
  /// The VPC's own routes.
  let local: [Route]
  let list: RouteList
  let name: String
  let isEdge: Bool
  let isOfSubnets: Bool
  /// By the list's targets, each nil after an error; nil until they are looked up.
  var targets: [Target?]?

  /// Whether a prefix is one of the VPC's own CIDRs.
  func isOwn(_ prefix: Prefix) -> Bool { local.contains { $0.destination == prefix } }
}
