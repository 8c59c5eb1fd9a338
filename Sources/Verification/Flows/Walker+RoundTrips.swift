import IPAddressing
import Topology

extension Walker {
  /// Every round trip of a flow, one for each choice; none when the outside has no way in at all.
  package func roundTrips(of flow: Flow) -> [RoundTrip] {
    guard let start = entrance(of: flow) else { return [] }
    let requests = requests(
      from: start, source: flow.sourceAddress, to: flow.destinationAddress)
    return requests.flatMap { request in
      guard arrives(request, flow) else {
        let ends = request.last.map { isEnd($0) } ?? false
        return [
          RoundTrip(
            flow: flow, forward: request, reply: request.map { _ in nil },
            outcome: ends ? .elsewhere : .requestLost)
        ]
      }
      return answers(to: request, of: flow)
    }
  }

  /// Where the flow's first packet is first routed.
  private func entrance(of flow: Flow) -> Location? {
    switch flow.source {
    case .subnet(let subnet): .host(subnet)
    case .instance(let instance): .host(topology[instance].subnet)
    case .loadBalancerNode(let balancer, let node): .host(topology[balancer].nodes[node].subnet)
    case .onPremises(let vpc, _): .gateway(vpc, .virtualPrivate)
    case .internet, .internetHost:
      topology.vpc(of: flow.destination).flatMap { vpc in
        topology[vpc].internetGateway.map { _ in .gateway(vpc, .internet) }
      }
    }
  }

  /// A new flow's packets, leg by leg where NAT gateways translate them, for each choice.
  func requests(
    from start: Location, source: IPAddress, to destination: IPAddress
  ) -> [[Path]] {
    var finished: [[Path]] = []
    var pending: [[Path]] = paths(from: start, source: source, to: destination, role: .request)
      .map { [$0] }.reversed()
    while let legs = pending.popLast() {
      guard let last = legs.last, case .translated(let gateway) = last.disposition else {
        finished.append(legs)
        continue
      }
      let next = paths(
        from: .natGateway(gateway), source: topology[gateway].privateAddress,
        to: destination, role: .request, choices: last.choices,
        visited: Set(legs.flatMap { $0.steps.map(\.location) }))
      pending += next.map { legs + [$0] }.reversed()
    }
    return finished
  }

  private func arrives(_ request: [Path], _ flow: Flow) -> Bool {
    guard let last = request.last else { return false }
    return ends(last, at: flow.destination)
  }

  private func isEnd(_ path: Path) -> Bool {
    switch path.disposition {
    case .delivered, .exits: true
    case .translated, .dropped, .loop: false
    }
  }

  private func ends(_ path: Path, at end: FlowEnd) -> Bool {
    switch (path.disposition, end) {
    case (.delivered(let subnet), .subnet(let other)): subnet == other
    case (.delivered(let subnet), .instance(let other)): subnet == topology[other].subnet
    case (.delivered(let subnet), .loadBalancerNode(let balancer, let node)):
      subnet == topology[balancer].nodes[node].subnet
    case (.exits(_, .internet), .internet), (.exits(_, .internet), .internetHost): true
    case (.exits(_, .egressOnly), .internet), (.exits(_, .egressOnly), .internetHost): true
    case (.exits(let vpc, .virtualPrivate), .onPremises(let other, _)): vpc == other
    default: false
    }
  }

  /// The reply from the flow's far end back through every leg, for each further choice.
  private func answers(to request: [Path], of flow: Flow) -> [RoundTrip] {
    var trips = [
      RoundTrip(
        flow: flow, forward: request, reply: request.map { _ in nil }, outcome: .connected)
    ]
    var choices = [request.last?.choices ?? HashChoices()]
    for leg in request.indices.reversed() {
      var next: [RoundTrip] = []
      var nextChoices: [HashChoices] = []
      for (trip, chosen) in zip(trips, choices) {
        guard trip.outcome == .connected else {
          next.append(trip)
          nextChoices.append(chosen)
          continue
        }
        for path in replies(to: request[leg], choices: chosen) {
          var trip = trip
          trip.reply[leg] = path
          if !returns(path, to: leg, of: request, flow) { trip.outcome = .replyLost(leg: leg) }
          next.append(trip)
          nextChoices.append(path.choices)
        }
      }
      (trips, choices) = (next, nextChoices)
    }
    return trips
  }

  /// The paths of the reply to one leg, from where the leg ends to the address it came from.
  private func replies(to leg: Path, choices: HashChoices) -> [Path] {
    let start: Location
    switch leg.disposition {
    case .delivered(let subnet): start = .host(subnet)
    case .exits(let vpc, let gateway): start = .gateway(vpc, gateway)
    case .translated(let gateway): start = .natGateway(gateway)
    case .dropped, .loop: return []
    }
    return paths(
      from: start, source: leg.destination, to: leg.source,
      role: .reply(through: gatewaysPassed(by: leg)), choices: choices)
  }

  private func gatewaysPassed(by path: Path) -> Set<Gateway> {
    Set(
      path.steps.compactMap { step in
        switch step.route?.nextHop {
        case .target(.internetGateway): .internet
        case .target(.egressOnlyInternetGateway): .egressOnly
        case .target(.virtualPrivateGateway): .virtualPrivate
        default: nil
        }
      })
  }

  /// Whether a reply ends where its leg began: at the flow's opener or at a NAT gateway.
  private func returns(_ path: Path, to leg: Int, of request: [Path], _ flow: Flow) -> Bool {
    guard leg > 0 else {
      if case .gateway(let vpc, .internet) = request[0].start {
        return path.disposition == .exits(vpc, .internet)
      }
      return ends(path, at: flow.source)
    }
    guard case .natGateway(let gateway) = request[leg].start else { return false }
    return path.disposition == .delivered(topology[gateway].subnet)
  }
}
