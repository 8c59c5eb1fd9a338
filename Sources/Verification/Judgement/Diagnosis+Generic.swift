import Diagnostics
import Topology

/// Causes that only the comparison names.
extension Diagnosis {
  func generic() -> Fault {
    let (wrong, model) = wrongDirection()
    let step = blamedStep(of: wrong, imitating: model)
    let message =
      "\(ends) passes \(list(forward)), the reply \(list(reply))"
    return make(
      kind.id, message, at: topology.place(of: step), related: related(model, except: step),
      advice: advice, candidates: [mirroring(model, in: wrong), mirroring(wrong, in: model)])
  }

  /// The direction to change: the one that bypasses, or that uses a foreign zone's endpoint; else
  /// the one whose sender's name comes last, so that it does not matter who opens the flow.
  private func wrongDirection() -> (wrong: Path, model: Path) {
    switch kind {
    case .bypassReturn: return (reply, forward)
    case .bypassForward: return (forward, reply)
    case .otherZone, .order, .different, .split:
      let foreign = (foreignDecisions(forward), foreignDecisions(reply))
      if foreign.0 != foreign.1 {
        return foreign.0 > foreign.1 ? (forward, reply) : (reply, forward)
      }
      return judge.opener(trip) > judge.target(trip) ? (forward, reply) : (reply, forward)
    }
  }

  private func foreignDecisions(_ path: Path) -> Int {
    path.steps.count { step in
      guard case .target(.gwlbEndpoint(let endpoint)) = step.route?.nextHop, let zone = step.zone
      else { return false }
      return topology.zone(of: .endpoint(endpoint)) != zone
    }
  }

  private func related(_ path: Path, except blamed: Step) -> [Diagnostic.Note] {
    path.steps.first { step in
      switch step.route?.nextHop {
      case .target(.gwlbEndpoint), .target(.instance): step != blamed
      default: false
      }
    }.map { [.init("the other direction is inspected by this route", at: topology.place(of: $0))] }
      ?? []
  }

  /// Whether endpoints of two VPCs, with a peering between them, inspect one direction each.
  private var crossesPeering: Bool {
    let vpcs = { (path: Path) in Set(path.points.map { topology[topology.subnet(of: $0)].vpc }) }
    return vpcs(forward).isDisjoint(with: vpcs(reply))
      && (forward.steps + reply.steps).contains { step in
        if case .target(.peering) = step.route?.nextHop { true } else { false }
      }
  }

  private var advice: String {
    switch kind {
    case .order: "make the reply pass the same points in reverse order"
    case .bypassReturn, .bypassForward:
      "route the direction that bypasses through the same endpoint as the other"
    case .otherZone: "let both directions use one zone's endpoint"
    case .different where crossesPeering:
      "packets through a peering cannot be inspected both ways by endpoints of two VPCs: inspect in one VPC only, or use a transit gateway in appliance mode"
    case .different: "let both directions pass the same points"
    case .split: "route both directions over the peering, or both over the transit gateway"
    }
  }
}
