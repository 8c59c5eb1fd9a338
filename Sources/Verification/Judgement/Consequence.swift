import Topology

/// What becomes of a flow whose reply does not mirror its request, given what the appliances run.
struct Consequence {
  let topology: Topology
  let forward: Path
  let reply: Path

  /// The first point of the reply that never saw the request.
  var strange: InspectionPoint? { reply.points.first { !forward.points.contains($0) } }

  /// Whether what stands behind a point is known to keep connections: nftables rules do, a mere
  /// pass-through does not, of anything else nobody knows.
  func keepsConnections(_ point: InspectionPoint) -> Bool {
    guard case .endpoint(let endpoint) = point else { return false }
    if case .firewall = appliance(behind: endpoint) { return true }
    return false
  }

  private func appliance(behind endpoint: ID<GWLBEndpoint>) -> ApplianceGroup.Appliance {
    topology[topology[topology[endpoint].service].applianceGroup].appliance
  }

  var text: String {
    if forward.points == reply.points.reversed() {
      return "whatever is to inspect them in either place sees one direction only"
    }
    if let strange {
      let name = "`\(topology.address(strange))`"
      guard case .endpoint(let endpoint) = strange else {
        return "replies pass \(name), which never saw the request"
      }
      switch appliance(behind: endpoint) {
      case .firewall:
        return "replies enter \(name), whose firewall never saw the request and drops them"
      case .passThrough: return "replies enter \(name), which never saw the request"
      case .process, .external:
        return "replies enter \(name), which never saw the request; a stateful appliance drops them"
      }
    }
    guard let missed = forward.points.first(where: { !reply.points.contains($0) }) else {
      return "the stateful points see the two directions in different orders"
    }
    let name = "`\(topology.address(missed))`"
    return keepsConnections(missed)
      ? "\(name) never sees the replies, and its firewall drops the rest of the connection"
      : "\(name) never sees the replies"
  }
}
