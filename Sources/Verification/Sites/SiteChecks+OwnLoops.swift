import Diagnostics
import IPAddressing
import Topology

/// Loops that one table alone makes.
extension SiteChecks {
  /// Endpoints and NAT gateways to which their own subnet's table leads: whatever it leads there comes
  /// back, whoever sends it, and whether anybody is there to send yet.
  ///
  /// - Parameter others: everything else that was found; a loop that some flow shows is left to it.
  func ownLoops(besides others: [Fault]) -> [Fault] {
    let places =
      topology.gwlbEndpoints.map { (Location.endpoint($0.id), RouteTarget.gwlbEndpoint($0.id)) }
      + topology.natGateways.map { (.natGateway($0.id), .natGateway($0.id)) }
    let found = places.flatMap { place, target in loops(at: place, leadingTo: target) }
    let shown = Set(others.map { Cause.Identity(id: $0.id, location: $0.location) })
    return found.filter { !shown.contains(Cause.Identity(id: $0.id, location: $0.location)) }
  }

  private func loops(at place: Location, leadingTo target: RouteTarget) -> [Fault] {
    let table = topology.table(at: place)
    guard case .routeTable(let id) = table,
      topology[id].routes.contains(where: { $0.target == target })
    else { return [] }
    let nested = NestedRoutes(topology.candidates(at: place))
    let covered = nested.covered
    return nested.routes.compactMap { route -> Fault? in
      guard route.nextHop == .target(target), let index = route.index, !covered.contains(index),
        isTaken(route.destination.family, by: target)
      else { return nil }
      let step = Step(
        location: place, table: table, route: route, shadowed: [],
        zone: topology.zone(of: place), choice: nil)
      let path = Path(
        start: place, source: route.destination.first, destination: route.destination.first,
        steps: [step], disposition: .loop(0), choices: HashChoices())
      return LoopDiagnosis(topology: topology, path: path).fault(nil, nil)
    }
  }

  /// NAT gateways translate IPv4 only, and lose the rest.
  private func isTaken(_ family: AddressFamily, by target: RouteTarget) -> Bool {
    if case .natGateway = target { family == .ipv4 } else { true }
  }
}
