import Diagnostics
import IPAddressing
import Topology

/// Turns paths into hops: names and lines in place of ids.
struct HopRendering: Sendable {
  let topology: Topology

  init(_ topology: Topology) { self.topology = topology }

  /// The hops of a flow's legs, in the order in which a packet takes them.
  func hops(of paths: [Path], arrivingAt end: String? = nil) -> [Hop] {
    var hops = paths.enumerated().flatMap { index, path in
      self.hops(of: path, arrivingAt: index == paths.count - 1 ? end : nil)
    }
    // A NAT gateway that gets its own packets back decides nothing more.
    if let last = paths.last, last.steps.isEmpty, case .loop = last.disposition, !hops.isEmpty {
      hops[hops.count - 1].remark = Self.loopRemark
    }
    return hops
  }

  private static let loopRemark = "back where it was: a loop"

  func hops(of path: Path, arrivingAt end: String?) -> [Hop] {
    path.steps.enumerated().map { index, step in
      var hop = hop(step)
      guard index == path.steps.count - 1 else { return hop }
      switch path.disposition {
      case .delivered, .exits: if let end { hop.target += ", \(end)" }
      case .translated: hop.remark = "translated: the flow's next leg has its address"
      case .dropped(let reason):
        let loss = Loss(topology: topology, reason: reason, step: step)
        hop.remark =
          "\(reason == .undecided ? "undecided" : "dropped"): \(loss.explanation)"
      case .loop: hop.remark = Self.loopRemark
      }
      return hop
    }
  }

  func hop(_ step: Step) -> Hop {
    let vpc = topology.vpc(of: step.location)
    let table: String? =
      if case .local = step.table { nil } else {
        topology.address(step.table, at: step.location)
      }
    return Hop(
      at: topology.address(step.location), table: table, prefix: step.route?.destination,
      target: target(step, vpc), zone: step.zone.map { topology[$0].name },
      location: topology.place(of: step),
      shadowed: step.shadowed.map {
        Hop.Alternative(
          prefix: $0.destination, target: topology.address($0.nextHop, from: vpc),
          location: $0.source)
      }, remark: step.choice.flatMap { remark($0) })
  }

  private func target(_ step: Step, _ vpc: ID<VPC>?) -> String {
    guard let route = step.route else { return "no route" }
    return topology.address(route.nextHop, from: vpc)
  }

  private func remark(_ choice: Step.ZoneChoice) -> String? {
    let zone = topology[choice.zone].name
    switch choice.reason {
    case .affinity: return nil
    case .flowHash: return "a flow that hashes to zone \(zone)"
    case .any: return "no subnet in the packet's zone: any of the attachment's, here \(zone)"
    }
  }
}
