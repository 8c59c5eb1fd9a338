import Diagnostics
import IPAddressing
import Topology

/// Names the cause of a path that comes back to where it was.
struct LoopDiagnosis {
  let topology: Topology
  let path: Path
  /// All steps of the flow's legs, when the loop spans several.
  var steps: [Step]

  init(topology: Topology, path: Path, earlier: some Sequence<Path> = []) {
    self.topology = topology
    self.path = path
    steps = earlier.flatMap(\.steps) + path.steps
  }

  private var cycle: ArraySlice<Step> {
    guard case .loop(let first) = path.disposition else { return [] }
    // Over several legs the repeated location is a NAT gateway's, an earlier leg's start.
    let own = steps.count - path.steps.count
    if own > 0, first == 0, let nat = steps.firstIndex(where: { isNAT($0.location) }) {
      return steps[nat...]
    }
    return steps[(own + first)...]
  }

  private func isNAT(_ location: Location) -> Bool {
    if case .natGateway = location { true } else { false }
  }

  func fault(_ trip: RoundTrip?, _ pair: EndPair?) -> Fault {
    let cycle = rotated(Array(cycle))
    if cycle.count == 1, case .endpoint(let endpoint) = cycle[0].location {
      return selfRoute(endpoint, cycle[0], trip, pair)
    }
    if let nat = cycle.first(where: { isNAT($0.location) }),
      case .natGateway(let gateway) = nat.location
    {
      return natLoop(gateway, nat, notes(cycle), trip, pair)
    }
    if let fault = hubLoop(cycle, trip, pair) { return fault }
    let blamed = cycle.first ?? path.steps[0]
    return Fault(
      id: .loop, effects: [], severity: .error,
      message:
        "packets to \(path.destination) go round through \(cycle.map { "`\(topology.address($0.location))`" }.joined(separator: ", "))",
      location: topology.place(of: blamed), related: notes(cycle),
      advice: "make one table of the cycle lead towards the destination",
      candidates: leavingOut(of: cycle), trip: trip, pair: pair)
  }

  /// One written route of the cycle is not there: where its packets get nowhere anyhow, they are lost
  /// at once.
  private func leavingOut(of cycle: [Step]) -> [[Edit]] {
    cycle.compactMap { step in
      guard let route = step.route, route.origin == .static else { return nil }
      return [.removeRoute(step.table, route.destination, route.nextHop)]
    }
  }

  private func natLoop(
    _ gateway: ID<NATGateway>, _ nat: Step, _ related: [Diagnostic.Note],
    _ trip: RoundTrip?, _ pair: EndPair?
  ) -> Fault {
    var fault = Fault(
      id: .natLoop, effects: [.loop], severity: .error,
      message: "what `\(topology.address(gateway))` has translated is routed back to it",
      location: topology.place(of: nat), related: related,
      advice: "give the NAT gateway a subnet of its own whose table leads to `internet_gateway`",
      trip: trip, pair: pair)
    guard let route = nat.route else { return fault }
    if let inward = steps.last(where: { $0.route?.nextHop == .target(.natGateway(gateway)) }),
      inward.table != nat.table, !route.destination.isDefault
    {
      // The way back to clients is wider than the clients that the other table knows.
      let table = topology.writtenAddress(inward.table)
      fault.advice =
        "give `\(table)` a route for \(route.destination) that leads where its packets belong, or narrow that route of `\(topology.writtenAddress(nat.table))`"
      let known = topology.candidates(in: inward.table).filter {
        $0.origin == .static && route.destination.contains($0.destination)
          && $0.destination != route.destination
      }
      if let only = known.first?.nextHop, known.allSatisfy({ $0.nextHop == only }) {
        fault.candidates.append([.addRoute(inward.table, route.destination, only)])
      }
    }
    fault.candidates.append([
      .retargetRoute(
        nat.table, route.destination, from: route.nextHop, to: .target(.internetGateway))
    ])
    return fault
  }

  private func selfRoute(
    _ endpoint: ID<GWLBEndpoint>, _ step: Step, _ trip: RoundTrip?, _ pair: EndPair?
  ) -> Fault {
    var candidates: [[Edit]] = []
    if let route = step.route,
      topology.vpc(of: step.location).flatMap({ topology[$0].internetGateway }) != nil
    {
      candidates = [
        [
          .retargetRoute(
            step.table, route.destination, from: route.nextHop, to: .target(.internetGateway))
        ]
      ]
    }
    return Fault(
      id: .endpointSelfRoute, effects: [.loop], severity: .error,
      message:
        "inspected packets that leave `\(topology.address(endpoint))` are routed back into it",
      location: topology.place(of: step),
      related: [.init("the endpoint", at: topology[endpoint].source)],
      advice:
        "give `\(topology.address(topology[endpoint].subnet))` a route table of its own that leads on to the destination",
      candidates: candidates, trip: trip, pair: pair)
  }

  /// An inspection VPC's attachment is associated with a table that sends packets back to it.
  private func hubLoop(_ cycle: [Step], _ trip: RoundTrip?, _ pair: EndPair?) -> Fault? {
    for step in cycle {
      guard case .transitGateway(let attachment, _) = step.location,
        step.route?.nextHop == .attachment(attachment),
        case .transitGateway(let table) = step.table
      else { continue }
      let others = topology[topology[attachment].transitGateway].routeTables.filter { $0 != table }
      return Fault(
        id: .loopTGWInspection, effects: [.loop], severity: .error,
        message:
          "`\(topology.address(attachment))` is associated with `\(topology.address(table))`, which sends what it inspected back to it",
        location: topology[attachment].source,
        related: [.init("the route back", at: topology.place(of: step))],
        advice:
          "associate the attachment with a route table of its own that leads to the spokes",
        candidates: others.map { [.set(.associate(attachment, $0))] }, trip: trip, pair: pair)
    }
    return nil
  }

  /// The cycle from the decision that names the loop, the same wherever a packet enters it.
  private func rotated(_ cycle: [Step]) -> [Step] {
    let keys = cycle.map { topology.address($0.table, at: $0.location) }
    guard let first = keys.indices.min(by: { (keys[$0], $0) < (keys[$1], $1) }) else {
      return cycle
    }
    return Array(cycle[first...] + cycle[..<first])
  }

  private func notes(_ cycle: [Step]) -> [Diagnostic.Note] {
    cycle.map {
      .init("`\(topology.address($0.location))` decides here", at: topology.place(of: $0))
    }
  }
}
