import Diagnostics
import IPAddressing
import Topology

/// Turns causes into findings.
struct FindingRendering {
  let topology: Topology
  private let judge: Judge
  private let hops: HopRendering

  init(_ topology: Topology) {
    self.topology = topology
    judge = Judge(walker: Walker(topology))
    hops = HopRendering(topology)
  }

  func finding(for cause: Cause, repair: RepairTrial.Attempt?) -> Finding {
    let fault = cause.first
    let repairs =
      repair.map { EditWording(topology, isVerified: $0.isVerified).repairs($0.edits) } ?? []
    var related: [Diagnostic.Note] = []
    var known: Set<Diagnostic.Note> = []
    for note in fault.related + cause.explains.map(\.note) + assumptions(fault.trip)
    where note.range != fault.location && known.insert(note).inserted { related.append(note) }
    var finding = Finding(
      id: cause.identity.id, effects: cause.effects.sorted(), severity: cause.severity,
      message: fault.message,
      location: fault.location, related: related, pairs: cause.pairs,
      help: repairs.isEmpty ? fault.advice : repairs.map(\.edit).joined(separator: "; "),
      repairs: repairs)
    if let trip = fault.trip {
      finding.flow = FlowNaming(judge).reported(trip.flow)
      finding.forward = forward(trip)
      finding.return = hops.reply(
        to: trip, arrivingAt: judge.opener(trip), isTCP: finding.flow?.protocol == "tcp")
    }
    if fault.trip == nil, let stray = fault.stray, let first = stray.legs.first {
      finding.flow = FlowNaming(judge).reported(first, from: stray.source)
      finding.forward = hops.hops(of: stray.legs)
    }
    return finding
  }

  /// Ends where nobody was declared, in a subnet whose siblings of other zones hold infrastructure: that
  /// something is missing there is as likely as that hosts are meant.
  private func assumptions(_ trip: RoundTrip?) -> [Diagnostic.Note] {
    guard let trip else { return [] }
    return [trip.flow.source, trip.flow.destination].compactMap { end in
      guard case .subnet(let id) = end, let name = topology[id].zonalName else { return nil }
      let siblings = topology[topology[id].vpc].subnets.filter { topology[$0].zonalName == name }
      guard siblings.contains(where: { !topology[$0].hosts }) else { return nil }
      return .init(
        "nothing is declared in `\(topology.address(id))`, so hosts are assumed there, unlike in `\(name)`'s other zones: `hosts: false` says that there are none",
        at: topology[id].source)
    }
  }

  private func forward(_ trip: RoundTrip) -> [Hop] {
    hops.hops(of: trip.forward, arrivingAt: judge.target(trip))
  }
}

extension InspectionPoint {
  var location: Location {
    switch self {
    case .endpoint(let endpoint): .endpoint(endpoint)
    case .instance(let instance): .instance(instance)
    }
  }
}
