/// Why a route is there.
///
/// On a tie of prefixes static beats prefix list beats propagated; a local
/// route never ties with another, since a route equal to a VPC's CIDR replaces it.
package enum RouteOrigin: Hashable, Sendable {
  /// The VPC's own.
  case local
  case `static`
  /// Expanded from one entry of a prefix list.
  case prefixList(ID<PrefixList>, entry: Int)
  case propagated
}
