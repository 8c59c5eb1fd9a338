import Diagnostics
import Topology

extension Topology {
  /// The zones of the subnets that use a table.
  func zones(using table: ID<RouteTable>) -> Set<ID<Zone>> {
    Set(self[self[table].vpc].subnets.filter { self[$0].routeTable == table }.map { self[$0].zone })
  }

  /// The tables that are one in the file, each its zone's.
  func members(of table: ID<RouteTable>) -> [ID<RouteTable>] {
    guard let name = self[table].zonalName else { return [table] }
    return self[self[table].vpc].routeTables.filter { self[$0].zonalName == name }
  }

  /// The zone whose member of a zonal table this is.
  func memberZone(_ table: Table) -> ID<Zone>? {
    guard case .routeTable(let id) = table, let name = self[id].zonalName else { return nil }
    return zones.indices.first { self[id].name == "\(name)-\(zones[$0].name)" }.map { ID($0) }
  }

  /// Whether a table's declaration is another VPC's as well: an alias stands for it there.
  func isShared(_ table: ID<RouteTable>) -> Bool {
    let (source, vpc) = (self[table].source, self[table].vpc)
    // By index: a hundred thousand tables are not copied to be looked at.
    return routeTables.indices.contains {
      routeTables[$0].source == source && routeTables[$0].vpc != vpc
        && !routeTables[$0].isImplicit
    }
  }

  /// Whether a line of some tables is one of another as well.
  func has(_ line: SourceRange, elsewhereThan tables: [Table]) -> Bool {
    let own = Set(tables)
    return routeTables.indices.contains { index in
      routeTables[index].routes.contains { $0.source == line }
        && !own.contains(.routeTable(ID(index)))
    }
      || transitGatewayRouteTables.indices.contains { index in
        transitGatewayRouteTables[index].routes.contains { $0.source == line }
          && !own.contains(.transitGateway(ID(index)))
      }
  }

  /// Whether a table may say `@zone`, and so become one a zone.
  func maySplit(_ table: ID<RouteTable>) -> Bool {
    let vpc = self[self[table].vpc]
    let names = Set(vpc.routeTables.map { self[$0].name })
    return vpc.mainRouteTable != table && vpc.internetGateway?.routeTable != table
      && vpc.virtualPrivateGateway?.routeTable != table
      && !zones.contains { names.contains("\(self[table].name)-\($0.name)") }
  }

  /// Makes of a table one for each of some zones, which their subnets use.
  ///
  /// - Returns: the table of each.
  mutating func split(
    _ table: ID<RouteTable>, into zones: [ID<Zone>]
  ) -> [ID<Zone>: ID<RouteTable>] {
    var members: [ID<Zone>: ID<RouteTable>] = [:]
    for zone in zones {
      var copy = self[table]
      copy.id = ID(routeTables.count)
      copy.zonalName = self[table].name
      copy.name = "\(self[table].name)-\(self[zone].name)"
      routeTables.append(copy)
      vpcs[copy.vpc.index].routeTables.append(copy.id)
      for index in subnets.indices
      where subnets[index].routeTable == table && subnets[index].zone == zone {
        subnets[index].routeTable = copy.id
      }
      members[zone] = copy.id
    }
    // Nothing uses the original any more.
    routeTables[table.index].isImplicit = true
    return members
  }
}
