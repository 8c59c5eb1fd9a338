import Diagnostics
import IPAddressing
package import Topology

/// Writes single flows down for people: names, lines, and how each ends.
package struct TripTracer: Sendable {
  private let topology: Topology
  private let judge: Judge
  private let hops: HopRendering

  package init(_ topology: Topology) {
    self.topology = topology
    judge = Judge(walker: Walker(topology))
    hops = HopRendering(topology)
  }

  package var walker: Walker { judge.walker }

  /// The flow by the names, public addresses and ports that a person would see.
  package func reported(_ flow: Flow) -> ReportedFlow { FlowNaming(judge).reported(flow) }

  /// One decision, in the words of the topology file.
  package func hop(_ step: Step) -> Hop { hops.hop(step) }

  /// One of a flow's round trips.
  package func traced(_ trip: RoundTrip, _ flow: ReportedFlow) -> TracedFlow {
    let (outcome, explanation) = judgement(on: trip)
    let isForwardDelivered = trip.outcome != .requestLost && trip.outcome != .elsewhere
    return TracedFlow(
      flow: flow, outcome: outcome, explanation: explanation,
      forward: hops.hops(
        of: trip.forward, arrivingAt: isForwardDelivered ? judge.target(trip) : nil),
      return: hops.reply(
        to: trip, arrivingAt: judge.opener(trip), isTCP: flow.protocol == "tcp"))
  }

  private func judgement(on trip: RoundTrip) -> (TracedFlow.Outcome, String) {
    switch trip.outcome {
    case .elsewhere:
      return (.requestLost, "the request ends at another place with the same address")
    case .requestLost: return (.requestLost, "the request " + loss(trip.forward.last))
    case .replyLost(let leg): return (.replyLost, "the reply " + loss(trip.reply[leg]))
    case .connected: break
    }
    for leg in trip.forward.indices {
      guard let reply = trip.reply[leg],
        let kind = Asymmetry(
          forward: trip.forward[leg].points, reply: reply.points, in: topology)
      else { continue }
      let text = Consequence(topology: topology, forward: trip.forward[leg], reply: reply).text
      return (.asymmetric, "\(kind.id): \(text)")
    }
    let points = trip.points.map { "`\(topology.address($0))`" }
    return (
      .symmetric,
      points.isEmpty ? "direct" : "inspected by \(points.joined(separator: ", ")), both ways"
    )
  }

  private func loss(_ path: Path?) -> String {
    guard let path, let step = path.steps.last else { return "is lost" }
    switch path.disposition {
    case .dropped(let reason):
      let loss = Loss(topology: topology, reason: reason, step: step)
      return "is lost at `\(topology.address(step.location))`: \(loss.explanation)"
    case .loop: return "goes round in a loop"
    case .delivered, .exits, .translated: return "ends at another place with the same address"
    }
  }
}
