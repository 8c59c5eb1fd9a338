import Diagnostics
import Topology

/// Findings about flows that arrive, both ways, past the same points.
struct PathChecks {
  let judge: Judge
  let evidence: Evidence
  private var topology: Topology { judge.topology }

  init(judge: Judge, evidence: Evidence) {
    self.judge = judge
    self.evidence = evidence
  }

  func faults() -> [Fault] { translatedBeforeInspection() + reentries() }

  /// Flows whose inspection sees a NAT gateway's address in place of the sender's.
  private func translatedBeforeInspection() -> [Fault] {
    evidence.pairs.flatMap { pair in
      (evidence.proved[pair] ?? []).compactMap { trip in fault(trip, pair) }
    }
  }

  private func fault(_ trip: RoundTrip, _ pair: EndPair) -> Fault? {
    guard let first = trip.forward.first, case .translated(let gateway) = first.disposition else {
      return nil
    }
    let before = Set(first.points.map(topology.service))
    for leg in trip.forward.dropFirst() {
      guard let step = leg.steps.first(where: { leads(to: leg.points, $0) }),
        let point = leg.points.first, !before.contains(topology.service(of: point))
      else { continue }
      return Fault(
        id: .natBeforeInspection, effects: [], severity: .warning,
        message:
          "`\(topology.address(point))` inspects what `\(topology.address(gateway))` has translated: it never sees the address of `\(judge.opener(trip))`",
        location: topology.place(of: step),
        related: [.init("the NAT gateway", at: topology[gateway].source)],
        advice:
          "inspect before the NAT gateway: route the senders to the endpoint, and the endpoint's subnet to the NAT gateway",
        candidates: [trip.inspectingFirst(in: topology)].compactMap { $0 }, trip: trip, pair: pair,
        pairs: evidence.counts[pair] ?? 1)
    }
    return nil
  }

  private func leads(to points: [InspectionPoint], _ step: Step) -> Bool {
    switch step.route?.nextHop {
    case .target(.gwlbEndpoint(let endpoint)): points.first == .endpoint(endpoint)
    case .target(.instance(let instance)): points.first == .instance(instance)
    default: false
    }
  }

  /// VPCs that some flow leaves and enters again.
  private func reentries() -> [Fault] {
    evidence.reentered.sorted { $0.key < $1.key }.map { vpc, example in
      Fault(
        id: .irregularVPC, effects: [], severity: .note,
        message:
          "`\(judge.opener(example.trip))` to `\(judge.target(example.trip))` leaves `\(topology.address(vpc))` and enters it again: each of its flows is verified whole",
        location: topology[vpc].source,
        advice: "keep hosts out of the VPC that inspects, if it is not meant",
        trip: example.trip, pair: example.pair)
    }
  }
}
