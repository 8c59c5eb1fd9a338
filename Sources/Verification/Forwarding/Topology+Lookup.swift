package import IPAddressing
package import Topology

extension Topology {
  /// Every route of a table, in the table's order.
  package func candidates(in table: Table) -> [Candidate] {
    switch table {
    case .routeTable(let id):
      self[id].routes.enumerated().map { index, route in
        Candidate(
          index: index, destination: route.destination, nextHop: .target(route.target),
          origin: route.origin, source: route.source)
      }
    case .transitGateway(let id):
      self[id].routes.enumerated().map { index, route in
        let nextHop: NextHop =
          switch route.target {
          case .attachment(let attachment): .attachment(attachment)
          case .blackhole: .blackhole
          }
        return Candidate(
          index: index, destination: route.destination, nextHop: nextHop, origin: route.origin,
          source: route.source)
      }
    case .local(let id):
      self[id].cidrs.map {
        Candidate(
          index: nil, destination: $0, nextHop: .local, origin: .local, source: self[id].source)
      }
    }
  }

  /// The routes of a table that match, the chosen one first: a scan of the whole table.
  package func matches(for destination: IPAddress, in table: Table) -> [Candidate] {
    candidates(in: table)
      .filter { $0.destination.contains(destination) }
      .sorted { $0.isPreferred(to: $1) }
  }
}
