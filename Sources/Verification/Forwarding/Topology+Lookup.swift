package import IPAddressing
package import Topology

extension Topology {
  /// Every route of a table, in the table's order.
  package func candidates(in table: Table) -> [Candidate] { candidates(in: table) { _ in true } }

  /// The routes of a table that match, the chosen one first: a scan of the whole table.
  package func matches(for destination: IPAddress, in table: Table) -> [Candidate] {
    let matches = candidates(in: table) { $0.contains(destination) }
    return matches.count < 2 ? matches : matches.sorted { $0.isPreferred(to: $1) }
  }

  private func candidates(in table: Table, where isWanted: (Prefix) -> Bool) -> [Candidate] {
    var result: [Candidate] = []
    switch table {
    case .routeTable(let id):
      for (index, route) in routeTables[id.index].routes.enumerated()
      where isWanted(route.destination) {
        result.append(
          Candidate(
            index: index, destination: route.destination, nextHop: .target(route.target),
            origin: route.origin, source: route.source))
      }
    case .transitGateway(let id):
      for (index, route) in transitGatewayRouteTables[id.index].routes.enumerated()
      where isWanted(route.destination) {
        result.append(
          Candidate(
            index: index, destination: route.destination, nextHop: route.target.nextHop,
            origin: route.origin, source: route.source))
      }
    case .local(let id):
      for cidr in vpcs[id.index].cidrs where isWanted(cidr) {
        result.append(
          Candidate(
            index: nil, destination: cidr, nextHop: .local, origin: .local,
            source: vpcs[id.index].source))
      }
    }
    return result
  }
}

extension TransitGatewayRouteTable.Target {
  var nextHop: NextHop {
    switch self {
    case .attachment(let attachment): .attachment(attachment)
    case .blackhole: .blackhole
    }
  }
}
