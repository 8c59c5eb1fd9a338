import Diagnostics
import IPAddressing
import Proof
import Topology

/// Holds `inspection` against every flow that it selects.
struct IntentCheck {
  let judge: Judge
  let catalogue: FlowCatalogue
  let proof: SymmetryProof
  private var topology: Topology { judge.topology }

  init(judge: Judge, catalogue: FlowCatalogue, proof: SymmetryProof) {
    self.judge = judge
    self.catalogue = catalogue
    self.proof = proof
  }

  /// What does not hold, and what engine and walker disagree about.
  ///
  /// - Parameter isWhole: whether every flow is walked, and the engine held against it; otherwise
  ///   only those are that the engine shows.
  func check(isWhole: Bool) -> (faults: [Fault], disagreements: [String]) {
    var faults: [Fault] = []
    var disagreements: [String] = []
    for inspection in topology.inspections {
      var selects = false
      for demand in inspection.demands {
        let verdict = proof.verdict(on: demand.flows)
        if verdict.selects { selects = true }
        if isWhole {
          let (found, walkedSome) = walk(inspection, demand)
          faults += found
          disagreements += compare(inspection, verdict, found, walkedSome)
        } else {
          for witness in verdict.failures {
            let found = walk(inspection, demand, witness)
            if found.isEmpty { disagreements.append(disagreement(inspection, witness)) }
            faults += found
          }
        }
      }
      if !selects { faults.append(vacuous(inspection)) }
    }
    return (faults, disagreements)
  }

  /// Walks every flow that is selected.
  private func walk(
    _ inspection: Inspection, _ demand: Inspection.Demand
  ) -> (faults: [Fault], selects: Bool) {
    var faults: [Fault] = []
    var selects = false
    for flow in flows(demand.from, demand.to) where !inspection.excepts(flow) {
      let pair = EndPair(first: flow.source, second: flow.destination, family: flow.family)
      for trip in judge.walker.roundTrips(of: flow) {
        switch judge.verdict(on: trip, pair: pair) {
        case .unconnected: continue
        case .faulty: selects = true
        case .proved:
          selects = true
          if trip.passes(demand.through, in: topology) { continue }
          faults.append(fault(inspection, demand, trip, pair))
        }
      }
    }
    return (faults, selects)
  }

  /// Walks the one flow that the engine shows.
  private func walk(
    _ inspection: Inspection, _ demand: Inspection.Demand, _ witness: DemandVerdict.Witness
  ) -> [Fault] {
    let flow = witness.flow
    let pair = EndPair(first: flow.source, second: flow.destination, family: flow.family)
    return judge.walker.roundTrips(of: flow).compactMap { trip in
      guard case .proved = judge.verdict(on: trip, pair: pair),
        !trip.passes(demand.through, in: topology)
      else { return nil }
      return fault(inspection, demand, trip, pair, standingFor: witness.pairs)
    }
  }

  private func compare(
    _ inspection: Inspection, _ verdict: DemandVerdict, _ walked: [Fault], _ walkedSome: Bool
  ) -> [String] {
    var disagreements: [String] = []
    if verdict.selects != walkedSome {
      disagreements.append(
        "inspection `\(inspection.name)`: the engine says \(verdict.selects ? "that it selects flows" : "that it selects none"), the walker otherwise"
      )
    }
    let found = Set(walked.compactMap(\.pair))
    let shown = Set(
      verdict.failures.map { EndPair(first: $0.source, second: $0.destination, family: $0.family) })
    let isListed = verdict.failures.allSatisfy { $0.pairs == 1 }
    if isListed ? found != shown : !shown.isSubset(of: found) {
      let pairs = found.symmetricDifference(shown).map {
        "\(topology.address($0.first)) to \(topology.address($0.second)) over \($0.family)"
      }.sorted()
      disagreements.append(
        "inspection `\(inspection.name)`: the engine and the walker disagree about \(pairs.joined(separator: ", "))"
      )
    }
    return disagreements
  }

  private func disagreement(
    _ inspection: Inspection, _ witness: DemandVerdict.Witness
  ) -> String {
    "inspection `\(inspection.name)`: the engine says that a flow of \(topology.address(witness.source)) to \(topology.address(witness.destination)) fails, the walker that none does"
  }

  /// Flows between two selections that exist.
  private func flows(_ from: FlowSelector, _ to: FlowSelector) -> [Flow] {
    from.ends.flatMap { source in
      to.ends.flatMap { destination -> [Flow] in
        guard catalogue.isOpened(from: source, to: destination) else { return [] }
        return AddressFamily.allCases.flatMap {
          catalogue.flows(from: source, to: destination, $0, declared: false)
        }.filter { catalogue.isPossible($0) }
      }
    }
  }

  private func fault(
    _ inspection: Inspection, _ demand: Inspection.Demand, _ trip: RoundTrip, _ pair: EndPair,
    standingFor pairs: Int = 1
  ) -> Fault {
    // A flow that stands for those to other places takes other lines than they do.
    let detours =
      pairs > 1
      ? [] : trip.detours(in: topology) { $0.passes(demand.through, in: topology) }
    let wanted = names(demand.through)
    let passed = trip.points.compactMap { point -> ID<GatewayLoadBalancer>? in
      if case .endpoint(let endpoint) = point { topology[endpoint].service } else { nil }
    }
    let what =
      passed.isEmpty || demand.through.count == 1
      ? "does not pass \(wanted), as inspection `\(inspection.name)` demands"
      : "passes \(names(passed)), and not \(wanted), as inspection `\(inspection.name)` demands"
    let advice =
      demand.through.count == 1
      ? "route both directions through an endpoint of \(wanted), or declare an `except`"
      : "route the flow through endpoints of \(wanted), and back in reverse, or demand what it passes"
    return Fault(
      id: .policyUninspected, effects: [], severity: .error,
      message: "`\(judge.opener(trip))` to `\(judge.target(trip))` \(what)",
      location: topology.place(of: detours.first?.step ?? trip.blamedStep),
      related: [.init("inspection is demanded here", at: inspection.source)],
      advice: advice,
      candidates: detours.isEmpty ? [] : [detours.map(\.removal)], trip: trip, pair: pair,
      pairs: pairs)
  }

  private func names(_ balancers: [ID<GatewayLoadBalancer>]) -> String {
    balancers.map { "`\(topology.address($0))`" }.joined(separator: " and then ")
  }

  private func vacuous(_ inspection: Inspection) -> Fault {
    let ends = "`\(inspection.first.text)` and `\(inspection.second.text)`"
    let (why, advice): (String, String)
    if inspection.first.ends == inspection.second.ends, inspection.first.ends.count == 1 {
      why = "both its ends are `\(inspection.first.text)`"
      advice = "name two ends that flows connect, or remove the line"
    } else if inspection.demands(excepting: false).contains(where: {
      proof.verdict(on: $0.flows).selects
    }) {
      why = "its `except` takes out every flow between \(ends)"
      advice = "narrow the `except`, or remove the line"
    } else {
      why = "nothing connects \(ends)"
      advice = "name ends that flows connect, or remove the line"
    }
    return Fault(
      id: .policyVacuous, effects: [], severity: .warning,
      message: "inspection `\(inspection.name)` selects no flow: \(why)",
      location: inspection.source, advice: advice)
  }
}

extension Inspection {
  /// One direction in which flows are opened, with what they must pass in its order.
  struct Demand {
    let from: FlowSelector
    let to: FlowSelector
    let through: [ID<GatewayLoadBalancer>]
    let flows: FlowDemand
  }

  var demands: [Demand] { demands(excepting: true) }

  /// - Parameter isExcepting: whether its `except` holds.
  func demands(excepting isExcepting: Bool) -> [Demand] {
    func demand(
      _ from: FlowSelector, _ to: FlowSelector, _ through: [ID<GatewayLoadBalancer>]
    ) -> Demand {
      Demand(
        from: from, to: to, through: through,
        flows: FlowDemand(
          from: from, to: to, except: isExcepting ? exceptions.map(\.match) : [],
          .passing(through)))
    }
    let forward = demand(first, second, through)
    // Between a selection and itself each flow is opened from either side already.
    let isOwnMirror = first.text == second.text && through == through.reversed()
    if direction == .forward || isOwnMirror { return [forward] }
    return [forward, demand(second, first, through.reversed())]
  }

  /// Whether an `except` declares that a flow need not be inspected.
  func excepts(_ flow: Flow) -> Bool {
    exceptions.contains {
      $0.match.contains(flow.sourceAddress) || $0.match.contains(flow.destinationAddress)
    }
  }
}

extension DemandVerdict.Witness {
  var flow: Flow { Flow(from: source, sourceAddress, to: destination, destinationAddress) }
  var family: AddressFamily { destinationAddress.family }
}

extension RoundTrip {
  /// Whether the request passes the gateway load balancers in this order; others may stand between.
  func passes(_ balancers: [ID<GatewayLoadBalancer>], in topology: Topology) -> Bool {
    var rest = balancers[...]
    for point in points {
      guard case .endpoint(let endpoint) = point else { continue }
      if topology[endpoint].service == rest.first { rest = rest.dropFirst() }
    }
    return rest.isEmpty
  }
}
