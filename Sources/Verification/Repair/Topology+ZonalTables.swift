import IPAddressing
import Topology

extension Topology {
  /// The zones of the subnets that use a table.
  func zones(using table: ID<RouteTable>) -> Set<ID<Zone>> {
    Set(subnets.filter { $0.routeTable == table }.map(\.zone))
  }

  /// The endpoint that `NAME@zone` means in a zone.
  func endpoint(_ name: String, of vpc: ID<VPC>, in zone: ID<Zone>) -> ID<GWLBEndpoint>? {
    gwlbEndpoints.first { $0.vpc == vpc && $0.name == "\(name)-\(self[zone].name)" }?.id
  }

  /// The name without its zone, when the endpoint is one of several that a zonal name stands for.
  func zonalName(of id: ID<GWLBEndpoint>) -> String? {
    let suffix = "-\(self[self[self[id].subnet].zone].name)"
    let name = self[id].name
    return name.hasSuffix(suffix) ? String(name.dropLast(suffix.count)) : nil
  }

  /// Splits a table into one a zone, each with a route to its zone's endpoint.
  mutating func useOwnZone(
    _ table: ID<RouteTable>, _ prefix: Prefix, _ old: NextHop?, _ endpoint: String
  ) -> Bool {
    let original = self[table]
    for zone in zones(using: table).sorted() {
      guard let target = self.endpoint(endpoint, of: original.vpc, in: zone) else { return false }
      var copy = original
      copy.id = ID(routeTables.count)
      copy.name = "\(original.name)-\(self[zone].name)"
      copy.routes.removeAll {
        $0.destination == prefix && $0.origin == .static && .target($0.target) == old
      }
      guard !copy.routes.contains(where: { $0.destination == prefix && $0.origin == .static })
      else { return false }
      copy.routes.append(
        Route(
          destination: prefix, target: .gwlbEndpoint(target), origin: .static,
          source: original.source))
      routeTables.append(copy)
      vpcs[original.vpc.index].routeTables.append(copy.id)
      for index in subnets.indices
      where subnets[index].routeTable == table && subnets[index].zone == zone {
        subnets[index].routeTable = copy.id
      }
    }
    // Nothing uses the original any more.
    routeTables[table.index].isImplicit = true
    return true
  }
}
