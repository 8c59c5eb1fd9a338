import IPAddressing
import Topology

/// One change that a diagnosis wishes for: of a route of one table, or of a setting.
enum Edit: Hashable, Sendable {
  case addRoute(Table, Prefix, NextHop)
  case removeRoute(Table, Prefix, NextHop)
  case retargetRoute(Table, Prefix, from: NextHop, to: NextHop)
  /// Into a gateway's edge table, which is made and associated when there is none.
  case addEdgeRoute(ID<VPC>, Gateway, Prefix, NextHop)
  case set(Setting)
}
