/// Says what becomes of a flow: its request and reply by every choice, leg by leg where NAT gateways
/// split it, and the stateful points of the two compared.
struct Prober<Bits: AddressBits>: Sendable {
  typealias Leg = Trail<Bits>

  let explorer: Explorer<Bits>
  var model: Model<Bits> { explorer.model }
  var locations: LocationSpace { explorer.locations }

  /// - Parameter takesAnySource: as `Explorer.takesAnySource`.
  init(_ model: Model<Bits>, takesAnySource: Bool = false) {
    explorer = Explorer(model, takesAnySource: takesAnySource)
  }

  /// Every way of a request, with whether it arrives, and what becomes of it and of its replies.
  func outcomes(
    of probe: Probe<Bits>
  ) -> [(request: [Leg], arrives: Bool, effects: Effects)] {
    var sightings = Sightings()
    return requests(from: probe.start, source: probe.source, to: probe.destination).map { request in
      let last = request[request.count - 1]
      guard ends(last, at: probe.to) else { return (request, false, lost(request, of: probe)) }
      var effects: Effects = []
      answer(
        request, probe, leg: request.count - 1, choices: last.choices, mirrored: [],
        into: &effects, &sightings)
      return (request, true, effects)
    }
  }

  /// The union over all choices.
  ///
  /// - Parameters:
  ///   - sightings: gets what requests and replies pass.
  ///   - observe: gets every request's legs.
  func effects(
    of probe: Probe<Bits>, _ sightings: inout Sightings, observe: ([Leg]) -> Void = { _ in }
  ) -> Effects {
    var effects: Effects = []
    for request in requests(from: probe.start, source: probe.source, to: probe.destination) {
      let last = request[request.count - 1]
      let arrives = ends(last, at: probe.to)
      // Packets between what nothing joins are nobody's flow.
      if arrives || areJoined(probe) { sightings.add(request, in: model) }
      observe(request)
      guard arrives else {
        effects.insert(lost(request, of: probe))
        continue
      }
      answer(
        request, probe, leg: request.count - 1, choices: last.choices, mirrored: [],
        into: &effects, &sightings)
    }
    return effects
  }

  /// A new flow's packets, leg by leg, for each choice.
  func requests(from start: Int32, source: Bits, to destination: Bits) -> [[Leg]] {
    var open = explorer.trails(from: start, source: source, to: destination, .request).map { [$0] }
    var finished: [[Leg]] = []
    while let legs = open.popLast() {
      let last = legs[legs.count - 1]
      guard case .translated(let gateway) = last.ending else {
        finished.append(legs)
        continue
      }
      let next = explorer.trails(
        from: locations.natGateway(gateway), source: model.natGateways[Int(gateway)].address,
        to: destination, .request, choices: last.choices, earlier: legs.flatMap(\.steps))
      open += next.map { legs + [$0] }
    }
    return finished
  }

  /// The steps of a request that comes back to where it was, by every choice by which it does; nil
  /// if by none.
  func loop(from start: Int32, source: Bits, to destination: Bits) -> [Int32]? {
    let looping = requests(from: start, source: source, to: destination)
      .filter { $0[$0.count - 1].ending == .loop }
    return looping.isEmpty ? nil : looping.flatMap { $0.flatMap(\.steps) }
  }

  func ends(_ leg: Leg, at end: Probe<Bits>.End) -> Bool {
    switch (leg.ending, end) {
    case (.delivered(let subnet), .subnet(let wanted)): subnet == wanted
    case (.exits(_, .internet), .internet), (.exits(_, .egressOnly), .internet): true
    case (.exits(let vpc, .virtualPrivate), .onPremises(let wanted)): vpc == wanted
    default: false
    }
  }

  /// The reply to one leg and, where it comes back, to those before it.
  private func answer(
    _ request: [Leg], _ probe: Probe<Bits>, leg: Int, choices: Explorer<Bits>.Choices,
    mirrored: Effects, into effects: inout Effects, _ sightings: inout Sightings
  ) {
    let forward = request[leg]
    let trails = replies(to: forward, choices: choices)
    sightings.add(trails, in: model)
    for trail in trails {
      guard returns(trail, to: leg, of: request, probe) else {
        effects.insert(lostReply(trail))
        continue
      }
      let comparison = mirrored.union(Comparison(model).effects(of: forward, and: trail))
      if leg == 0 {
        effects.formUnion(comparison.isEmpty ? .proved : comparison)
        if comparison.isEmpty { sightings.addProved(request, in: model) }
      } else {
        answer(
          request, probe, leg: leg - 1, choices: trail.choices, mirrored: comparison,
          into: &effects, &sightings)
      }
    }
  }

  /// Every way of the reply to a leg that arrived.
  func replies(to leg: Leg, choices: Explorer<Bits>.Choices) -> [Leg] {
    let start: Int32
    switch leg.ending {
    case .delivered(let subnet): start = locations.host(subnet)
    case .exits(let vpc, let gateway): start = locations.gateway(vpc, gateway)
    case .translated(let gateway): start = locations.natGateway(gateway)
    case .dropped, .loop: return []
    }
    return explorer.trails(
      from: start, source: leg.destination, to: leg.source,
      .reply(throughEgressOnly: leg.leavesByEgressOnly), choices: choices)
  }

  /// Whether a reply ends where its leg began: at the flow's opener or at a NAT gateway.
  func returns(
    _ reply: Leg, to leg: Int, of request: [Leg], _ probe: Probe<Bits>
  ) -> Bool {
    if leg > 0 {
      guard case .translated(let gateway) = request[leg - 1].ending else { return false }
      return reply.ending == .delivered(subnet: model.natGateways[Int(gateway)].subnet)
    }
    if locations.isInternetGateway(probe.start) {
      return reply.ending == .exits(vpc: locations.vpc[Int(probe.start)], .internet)
    }
    return ends(reply, at: probe.from)
  }
}
