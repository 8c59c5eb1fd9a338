package import Diagnostics

/// What a route's target is written as.
package struct RouteTargetReference: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case local
    case internetGateway = "internet_gateway"
    case egressOnlyInternetGateway = "egress_only_internet_gateway"
    case virtualPrivateGateway = "virtual_private_gateway"
    case natGateway = "nat_gateway"
    case gwlbEndpoint = "gwlb_endpoint"
    case instance
    case transitGateway = "transit_gateway"
    case peering
    case attachment
    case blackhole

    /// Whether a name must follow: `nat_gateway/NAME`.
    package var isNamed: Bool {
      switch self {
      case .natGateway, .gwlbEndpoint, .instance, .transitGateway, .peering, .attachment: true
      case .local, .internetGateway, .egressOnlyInternetGateway, .virtualPrivateGateway,
        .blackhole:
        false
      }
    }

    /// Whether `@zone` may follow the name: the kinds that live in a zone.
    package var isZonal: Bool {
      switch self {
      case .natGateway, .gwlbEndpoint, .instance: true
      default: false
      }
    }
  }

  package var kind: Kind
  /// Empty for the kinds without a name.
  package var name: String
  /// Whether `@zone` follows: the member in the table's zone, or the destination's.
  package var isZonal: Bool
  /// Where it is first written in its table.
  package var range: SourceRange

  package init(kind: Kind, name: String, isZonal: Bool, range: SourceRange) {
    self.kind = kind
    self.name = name
    self.isZonal = isZonal
    self.range = range
  }

  /// As written.
  package var text: String {
    guard kind.isNamed else { return kind.rawValue }
    return "\(kind.rawValue)/\(name)\(isZonal ? "@zone" : "")"
  }
}
