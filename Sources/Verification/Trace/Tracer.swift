import Diagnostics
import IPAddressing
package import Topology

/// Follows flows hop by hop, both ways.
package struct Tracer: Sendable {
  private let topology: Topology
  private let judge: Judge
  private let catalogue: FlowCatalogue
  private let hops: HopRendering

  package init(_ topology: Topology) {
    self.topology = topology
    judge = Judge(walker: Walker(topology))
    catalogue = FlowCatalogue(judge.walker)
    hops = HopRendering(topology)
  }

  /// Every flow between two ends: a class of addresses, a family and a hash choice each.
  ///
  /// - Parameters:
  ///   - protocol: what the flows are called; routing does not depend on it.
  ///   - port: the destination's; by default what the destination listens on.
  package func trace(
    from source: TraceEnd, to destination: TraceEnd, protocol: String = "tcp", port: Int? = nil
  ) -> [TracedFlow] {
    AddressFamily.allCases.flatMap { family in
      flows(from: source, to: destination, family).flatMap { flow -> [TracedFlow] in
        var named = FlowNaming(judge).reported(flow)
        named.protocol = `protocol`
        if let port { named.destinationPort = port }
        if `protocol` == "icmp" { (named.sourcePort, named.destinationPort) = (nil, nil) }
        guard catalogue.isPossible(flow) else { return [unaddressable(named)] }
        return judge.walker.roundTrips(of: flow).map { traced($0, named) }
      }
    }
  }

  /// The flows that the catalogue has between two ends, or the one between two given addresses.
  private func flows(
    from source: TraceEnd, to destination: TraceEnd, _ family: AddressFamily
  ) -> [Flow] {
    func addresses(_ end: TraceEnd) -> [IPAddress] {
      guard let address = end.address else {
        return catalogue.representatives.addresses(of: end.end, family)
      }
      return address.family == family ? [address] : []
    }
    let destinations = addresses(destination)
    return addresses(source).flatMap { from in
      destinations.map { Flow(from: source.end, from, to: destination.end, $0) }
    }
  }

  private func unaddressable(_ flow: ReportedFlow) -> TracedFlow {
    TracedFlow(
      flow: flow, outcome: .noEntrance,
      explanation: "`\(flow.destination)` has no public address", forward: [], return: [])
  }

  private func traced(_ trip: RoundTrip, _ flow: ReportedFlow) -> TracedFlow {
    let (outcome, explanation) = judgement(on: trip)
    let isForwardDelivered = trip.outcome != .requestLost && trip.outcome != .elsewhere
    return TracedFlow(
      flow: flow, outcome: outcome, explanation: explanation,
      forward: hops.hops(
        of: trip.forward, arrivingAt: isForwardDelivered ? judge.target(trip) : nil),
      return: hops.reply(to: trip, arrivingAt: judge.opener(trip)))
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
