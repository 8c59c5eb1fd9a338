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

  /// What decides for a destination at a location, first, and what else matches of its table: for a
  /// destination in the location's own subnet no route does.
  func matches(for destination: IPAddress, at location: Location) -> [Candidate] {
    let routes = matches(for: destination, in: table(at: location))
    return ownSubnet(at: location, holding: destination).map { [$0] + routes } ?? routes
  }

  /// The routes of a location's table, but those within its own subnet, and the subnet itself.
  func candidates(at location: Location) -> [Candidate] {
    guard let subnet = subnet(of: location) else { return candidates(in: table(at: location)) }
    return candidates(in: table(at: location)).filter { route in
      !self[subnet].cidrs.contains { $0.contains(route.destination) }
    } + self[subnet].cidrs.map { connected(self[subnet], $0) }
  }

  /// Whether a destination is in the subnet that a packet at the location is in: no route decides for
  /// it.
  func isWithinSubnet(of location: Location, _ destination: IPAddress) -> Bool {
    ownSubnet(at: location, holding: destination) != nil
  }

  private func ownSubnet(at location: Location, holding address: IPAddress) -> Candidate? {
    guard let subnet = subnet(of: location) else { return nil }
    return self[subnet].cidrs.first { $0.contains(address) }.map { connected(self[subnet], $0) }
  }

  /// What is in a packet's own subnet is reached without a router (aws-gwlb 4.1).
  private func connected(_ subnet: Subnet, _ cidr: Prefix) -> Candidate {
    Candidate(
      index: nil, destination: cidr, nextHop: .local, origin: .local, source: subnet.source)
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
