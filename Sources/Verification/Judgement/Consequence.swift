import Topology

/// What becomes of a flow whose reply does not mirror its request, given what the appliances run.
struct Consequence {
  let topology: Topology
  let forward: Path
  let reply: Path

  /// The first point of the reply that never saw the request.
  var strange: InspectionPoint? { reply.points.first { !forward.points.contains($0) } }

  /// Whether what stands behind an endpoint may keep connections: a mere pass-through does not, of
  /// anything else nobody knows.
  private func isStateful(_ endpoint: ID<GWLBEndpoint>) -> Bool {
    let group = topology[topology[topology[endpoint].service].applianceGroup]
    if case .passThrough = group.appliance { return false }
    return true
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
      let dropped =
        "replies enter \(name), which never saw the request: its load balancer drops TCP of no known flow"
      return isStateful(endpoint) ? dropped + ", and a stateful appliance the rest" : dropped
    }
    guard let missed = forward.points.first(where: { !reply.points.contains($0) }) else {
      return "the stateful points see the two directions in different orders"
    }
    let name = "`\(topology.address(missed))`"
    guard case .endpoint(let endpoint) = missed, isStateful(endpoint) else {
      return "\(name) never sees the replies"
    }
    return "\(name) never sees the replies: a stateful appliance drops the rest of the connection"
  }
}
