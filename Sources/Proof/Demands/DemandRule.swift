import Topology

/// A rule, put to single flows.
struct DemandRule<Bits: AddressBits>: Sendable {
  let rule: FlowDemand.Rule
  let prober: Prober<Bits>
  private var model: Model<Bits> { prober.model }

  /// What some flows say to it.
  struct Outcome: Sendable {
    var selects = false
    /// Which address of the source, and which of the destination, a flow that fails has.
    var failing: (source: Int, destination: Int)?
  }

  init(_ rule: FlowDemand.Rule, _ prober: Prober<Bits>) {
    self.rule = rule
    self.prober = prober
  }

  /// Whether only flows that some host opens are asked about.
  var isIntent: Bool { if case .passing = rule { true } else { false } }

  /// What flows say that cannot come into being.
  func impossible(_ sources: [Bits], _ destinations: [Bits]) -> Outcome {
    if isIntent || sources.isEmpty || destinations.isEmpty { return Outcome() }
    return Outcome(selects: true, failing: rule == .unreachable ? nil : (0, 0))
  }

  /// - Parameter start: where the source's packets are first routed; -1 without a way in.
  func outcome(
    from sources: [Bits], at start: Int32, _ source: Probe<Bits>.End, to destinations: [Bits],
    _ destination: Probe<Bits>.End
  ) -> Outcome {
    if start < 0 { return impossible(sources, destinations) }
    var outcome = Outcome()
    for (index, from) in sources.enumerated() {
      for (other, to) in destinations.enumerated() {
        let probe = Probe(
          start: start, source: from, destination: to, from: source, to: destination)
        if !holds(probe, &outcome.selects), outcome.failing == nil {
          outcome.failing = (index, other)
        }
      }
    }
    return outcome
  }

  private func holds(_ probe: Probe<Bits>, _ selects: inout Bool) -> Bool {
    if !isIntent { selects = true }
    var holds = true
    for (request, arrives, effects) in prober.outcomes(of: probe) {
      let isProved = arrives && effects == .proved
      switch rule {
      case .passing(let balancers):
        if effects.contains(.proved) || effects.isFaulty { selects = true }
        if effects.contains(.proved), !passes(request, balancers) { holds = false }
      case .inspected(let balancers):
        if !isProved || !passes(request, balancers) || !hasEndpoint(request) { holds = false }
      case .direct:
        if !isProved || hasPoint(request) { holds = false }
      case .unreachable:
        if arrives { holds = false }
      }
    }
    return holds
  }

  /// Whether a request passes the gateway load balancers in this order; others may stand between.
  private func passes(
    _ request: [Trail<Bits>], _ balancers: [ID<GatewayLoadBalancer>]
  ) -> Bool {
    var rest = balancers[...]
    for leg in request {
      for step in leg.steps where model.locations.isEndpoint(step) {
        let service = model.services[Int(step - model.locations.endpoints)]
        if service == rest.first?.rawValue { rest = rest.dropFirst() }
      }
    }
    return rest.isEmpty
  }

  private func hasEndpoint(_ request: [Trail<Bits>]) -> Bool {
    request.contains { $0.steps.contains(where: model.locations.isEndpoint) }
  }

  private func hasPoint(_ request: [Trail<Bits>]) -> Bool {
    request.contains { $0.steps.contains(where: model.locations.isPoint) }
  }
}
