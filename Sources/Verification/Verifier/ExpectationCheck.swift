import Diagnostics
import IPAddressing
import Proof
import Topology

/// Holds `expect` against every flow that it selects, in both families, for every hash choice.
struct ExpectationCheck {
  let judge: Judge
  let catalogue: FlowCatalogue
  let proof: SymmetryProof
  private var topology: Topology { judge.topology }

  init(judge: Judge, catalogue: FlowCatalogue, proof: SymmetryProof) {
    self.judge = judge
    self.catalogue = catalogue
    self.proof = proof
  }

  /// Adds a cause for each expectation that fails; one that another error explains is noted there.
  ///
  /// - Parameter isWhole: whether flows are walked until one fails, and the engine held against that;
  ///   otherwise only those are that the engine shows.
  /// - Returns: what engine and walker disagree about.
  func apply(to causes: inout [Cause], isWhole: Bool) -> [String] {
    var disagreements: [String] = []
    for expectation in topology.expectations {
      let verdict = proof.verdict(on: expectation.demand)
      let isFailing =
        !verdict.failures.isEmpty || (!verdict.selects && expectation.path != .unreachable)
      let walked = isWhole ? failure(of: expectation) : failure(of: expectation, verdict)
      if isFailing != (walked != nil) {
        let (engine, walker) = isFailing ? ("fails", "holds") : ("holds", "fails")
        disagreements.append(
          "the expectation in line \(expectation.source.start.line): the engine says that it \(engine), the walker that it \(walker)"
        )
      }
      guard var failure = walked else { continue }
      if failure.pair != nil {
        failure.pairs = max(verdict.failures.reduce(0) { $0 + $1.pairs }, 1)
      }
      if let index = failure.trip.flatMap({ explanation(of: $0, causes) }) {
        let isAnother = causes[index].identity.id == .expectationFailed
        let text =
          isAnother ? "this expectation fails too" : "this expectation fails because of it"
        causes[index].explains.append((.expectationFailed, .init(text, at: expectation.source)))
      } else {
        causes.append(
          Cause(
            identity: .init(id: failure.id, location: failure.location), faults: [failure]))
      }
    }
    return disagreements
  }

  /// What the engine shows, walked.
  private func failure(of expectation: Expectation, _ verdict: DemandVerdict) -> Fault? {
    guard let witness = verdict.failures.first else {
      return verdict.selects || expectation.path == .unreachable ? nil : selectsNothing(expectation)
    }
    return failure(of: expectation, witness.flow)
  }

  private func failure(of expectation: Expectation, _ flow: Flow) -> Fault? {
    let trips = catalogue.isPossible(flow) ? judge.walker.roundTrips(of: flow) : []
    if let trip = trips.first(where: { !holds(expectation, $0) }) {
      return fault(expectation, flow, trip)
    }
    return trips.isEmpty && expectation.path != .unreachable ? fault(expectation, flow, nil) : nil
  }

  /// The error whose faults decide like this trip.
  private func explanation(of trip: RoundTrip, _ causes: [Cause]) -> Int? {
    let decisions = Evidence.FlowClass(trip)
    return causes.firstIndex { cause in
      cause.severity == .error
        && cause.faults.contains { $0.trip.map { Evidence.FlowClass($0) == decisions } ?? false }
    }
  }

  private func failure(of expectation: Expectation) -> Fault? {
    let pairs = pairs(of: expectation)
    var selected = false
    for (source, destination) in pairs {
      for flow in AddressFamily.allCases.flatMap({
        catalogue.flows(from: source, to: destination, $0, declared: false)
      }) {
        selected = true
        if let failure = failure(of: expectation, flow) { return failure }
      }
    }
    return selected || expectation.path == .unreachable ? nil : selectsNothing(expectation)
  }

  private func selectsNothing(_ expectation: Expectation) -> Fault {
    let (from, to) = (expectation.from, expectation.to)
    let isOneEnd = from.ends == to.ends && from.ends.count == 1
    let why =
      isOneEnd ? "both ends are `\(from.text)`" : "the two have no address family in common"
    var fault = make(expectation, "selects no flow: \(why)", nil, nil)
    fault.advice =
      isOneEnd
      ? "name two ends between which packets are routed"
      : "give both ends addresses of one family, or remove the line"
    return fault
  }

  /// The ends to try: between which flows are opened, else whatever was named.
  ///
  /// That nothing arrives must hold for all.
  private func pairs(of expectation: Expectation) -> [(FlowEnd, FlowEnd)] {
    let all = expectation.from.ends.flatMap { source in
      expectation.to.ends.map { (source, $0) }
    }.filter { $0 != $1 }
    let opened = all.filter { catalogue.isOpened(from: $0, to: $1) }
    return expectation.path == .unreachable || opened.isEmpty ? all : opened
  }

  private func holds(_ expectation: Expectation, _ trip: RoundTrip) -> Bool {
    switch expectation.path {
    case .unreachable: return trip.outcome == .requestLost || trip.outcome == .elsewhere
    case .direct: return isProved(trip) && trip.points.isEmpty
    case .inspected:
      return isProved(trip) && trip.passes(expectation.through, in: topology)
        && trip.points.contains { if case .endpoint = $0 { true } else { false } }
    }
  }

  private func isProved(_ trip: RoundTrip) -> Bool {
    let pair = EndPair(
      first: trip.flow.source, second: trip.flow.destination, family: trip.flow.family)
    if case .proved = judge.verdict(on: trip, pair: pair) { return true }
    return false
  }

  private func fault(_ expectation: Expectation, _ flow: Flow, _ trip: RoundTrip?) -> Fault {
    guard let trip else {
      if let fault = throughEgressOnlyGateway(expectation, flow) { return fault }
      return make(
        expectation,
        "cannot be: `\(judge.name(of: flow.destination, flow.destinationAddress))` has no public address",
        nil, nil)
    }
    let found: String
    switch trip.outcome {
    case .connected where trip.points.isEmpty: found = "it passes no endpoint"
    case .connected:
      found =
        "it passes " + trip.points.map { "`\(topology.address($0))`" }.joined(separator: ", ")
    case .elsewhere: found = "it ends at another place with the same address"
    case .requestLost: found = "the request " + loss(trip.forward.last)
    case .replyLost(let leg): found = "the reply " + loss(trip.reply[leg])
    }
    let pair = EndPair(first: flow.source, second: flow.destination, family: flow.family)
    return make(
      expectation, "does not hold for \(flow.family == .ipv4 ? "IPv4" : "IPv6"): \(found)", trip,
      pair)
  }

  /// A flow that would have to be let in by a gateway that lets only answers in.
  private func throughEgressOnlyGateway(_ expectation: Expectation, _ flow: Flow) -> Fault? {
    guard flow.family == .ipv6, let vpc = topology.vpc(of: flow.destination),
      topology[vpc].internetGateway == nil, let gateway = topology[vpc].egressOnlyInternetGateway
    else { return nil }
    var fault = make(
      expectation,
      "does not hold for IPv6: the egress-only internet gateway of `\(topology.address(vpc))` lets no new flow in",
      nil, nil)
    fault.id = .eigwInbound
    fault.effects = [.expectationFailed]
    fault.related = [.init("the gateway", at: gateway)]
    fault.advice =
      "give the VPC an `internet_gateway`, and route `::/0` to it, or expect `unreachable`"
    return fault
  }

  private func loss(_ path: Path?) -> String {
    guard let path, let step = path.steps.last else { return "is lost" }
    guard case .dropped(let reason) = path.disposition else { return "goes round in a loop" }
    let loss = Loss(topology: topology, reason: reason, step: step)
    return "is lost at `\(topology.address(step.location))`: \(loss.explanation)"
  }

  private func make(
    _ expectation: Expectation, _ message: String, _ trip: RoundTrip?, _ pair: EndPair?
  ) -> Fault {
    Fault(
      id: .expectationFailed, effects: [], severity: .error,
      message:
        "`\(expectation.path.rawValue)` from `\(expectation.from.text)` to `\(expectation.to.text)` \(message)",
      location: expectation.source,
      related: trip.map {
        [.init("the route that decides", at: topology.place(of: $0.blamedStep))]
      } ?? [],
      advice: "change the routes that the flow takes, or the expectation", trip: trip, pair: pair)
  }
}

extension Expectation {
  var demand: FlowDemand {
    let rule: FlowDemand.Rule =
      switch path {
      case .inspected: .inspected(through)
      case .direct: .direct
      case .unreachable: .unreachable
      }
    return FlowDemand(from: from, to: to, rule)
  }
}
