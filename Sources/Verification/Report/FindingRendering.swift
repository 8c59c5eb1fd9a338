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

  func finding(for cause: Cause, repair: RepairSearch.Verified?) -> Finding {
    let fault = cause.first
    let repairs = repair.map { EditWording(topology).repairs($0.edits) } ?? []
    var related: [Diagnostic.Note] = []
    for note in fault.related + cause.explains.map(\.note)
    where !related.contains(note) && note.range != fault.location { related.append(note) }
    var finding = Finding(
      id: cause.identity.id, effects: cause.effects.sorted(), severity: cause.severity,
      message: fault.message,
      location: fault.location, related: related, pairs: cause.pairs,
      help: repairs.isEmpty ? fault.advice : repairs.map(\.edit).joined(separator: "; "),
      repairs: repairs)
    if let trip = fault.trip {
      finding.flow = FlowNaming(judge).reported(trip.flow)
      finding.forward = forward(trip)
      finding.return = reply(trip)
    }
    return finding
  }

  private func forward(_ trip: RoundTrip) -> [Hop] {
    hops.hops(of: trip.forward, arrivingAt: judge.target(trip))
  }

  /// The reply's hops, as far as a packet really gets: a firewall that never saw the request ends it.
  private func reply(_ trip: RoundTrip) -> [Hop] {
    var result: [Hop] = []
    for leg in trip.forward.indices.reversed() {
      guard let path = trip.reply[leg] else { continue }
      let hops = hops.hops(of: path, arrivingAt: leg == 0 ? judge.opener(trip) : nil)
      let fate = Consequence(topology: topology, forward: trip.forward[leg], reply: path)
      guard let strange = fate.strange,
        let index = path.steps.firstIndex(where: { $0.location == strange.location })
      else {
        result += hops
        continue
      }
      result += hops[..<index]
      guard fate.keepsConnections(strange) else {
        result += hops[index...].enumerated().map { offset, hop in
          var hop = hop
          if offset == 0 { hop.remark = "never saw the request" }
          return hop
        }
        continue
      }
      var last = hops[index]
      (last.table, last.prefix, last.target, last.location) = (nil, nil, "dropped", nil)
      last.shadowed = []
      last.remark = "its firewall never saw the request"
      return result + [last]
    }
    return result
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
