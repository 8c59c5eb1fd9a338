import Diagnostics
import IPAddressing
import Topology

/// Holds `inspection` against every flow that it selects.
struct IntentCheck {
  let judge: Judge
  let catalogue: FlowCatalogue
  private var topology: Topology { judge.topology }

  init(judge: Judge, catalogue: FlowCatalogue) {
    self.judge = judge
    self.catalogue = catalogue
  }

  func faults() -> [Fault] {
    topology.inspections.flatMap { faults(of: $0) }
  }

  private func faults(of inspection: Inspection) -> [Fault] {
    var faults: [Fault] = []
    var selectsNothing = true
    func check(_ from: FlowSelector, _ to: FlowSelector, _ through: [ID<GatewayLoadBalancer>]) {
      for flow in flows(from, to) where !inspection.excepts(flow) {
        let pair = EndPair(first: flow.source, second: flow.destination, family: flow.family)
        for trip in judge.walker.roundTrips(of: flow) {
          switch judge.verdict(on: trip, pair: pair) {
          case .unconnected: continue
          case .faulty: selectsNothing = false
          case .proved:
            selectsNothing = false
            if passes(trip, through) { continue }
            faults.append(fault(inspection, trip, pair))
          }
        }
      }
    }
    check(inspection.first, inspection.second, inspection.through)
    if inspection.direction == .either {
      check(inspection.second, inspection.first, inspection.through.reversed())
    }
    return selectsNothing ? [vacuous(inspection)] : faults
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

  private func passes(_ trip: RoundTrip, _ through: [ID<GatewayLoadBalancer>]) -> Bool {
    trip.passes(through, in: topology)
  }

  private func fault(_ inspection: Inspection, _ trip: RoundTrip, _ pair: EndPair) -> Fault {
    let names = inspection.through.map { "`\(topology.address($0))`" }.joined(separator: ", ")
    return Fault(
      id: .policyUninspected, effects: [], severity: .error,
      message:
        "`\(judge.opener(trip))` to `\(judge.target(trip))` does not pass \(names), as inspection `\(inspection.name)` demands",
      location: topology.place(of: trip.blamedStep),
      related: [.init("inspection is demanded here", at: inspection.source)],
      advice: "route both directions through an endpoint of \(names), or declare an `except`",
      trip: trip, pair: pair)
  }

  private func vacuous(_ inspection: Inspection) -> Fault {
    Fault(
      id: .policyVacuous, effects: [], severity: .warning,
      message:
        "inspection `\(inspection.name)` selects no flow: nothing connects `\(inspection.first.text)` and `\(inspection.second.text)`",
      location: inspection.source, advice: "name ends that flows connect, or remove the line")
  }
}

extension Inspection {
  /// Whether an `except` declares that a flow need not be inspected.
  func excepts(_ flow: Flow) -> Bool {
    exceptions.contains {
      $0.match.contains(flow.sourceAddress) || $0.match.contains(flow.destinationAddress)
    }
  }
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
