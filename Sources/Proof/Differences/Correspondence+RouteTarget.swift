package import Topology

extension Correspondence {
  /// Whether a route of the old topology leads to the same thing as one of the new.
  package func isSame(_ left: RouteTarget, _ right: RouteTarget) -> Bool {
    func isSame<Element>(
      _ left: ID<Element>, _ right: ID<Element>, _ matching: Matching<Element>
    ) -> Bool {
      matching.newOfOld[left.index] == right.rawValue
    }
    return switch (left, right) {
    case (.natGateway(let left), .natGateway(let right)): isSame(left, right, natGateways)
    case (.gwlbEndpoint(let left), .gwlbEndpoint(let right)): isSame(left, right, gwlbEndpoints)
    case (.instance(let left), .instance(let right)): isSame(left, right, instances)
    case (.transitGateway(let left), .transitGateway(let right)):
      isSame(left, right, transitGateways)
    case (.peering(let left), .peering(let right)): isSame(left, right, peerings)
    case (.local, .local), (.internetGateway, .internetGateway), (.blackhole, .blackhole),
      (.egressOnlyInternetGateway, .egressOnlyInternetGateway),
      (.virtualPrivateGateway, .virtualPrivateGateway):
      true
    default: false
    }
  }
}
