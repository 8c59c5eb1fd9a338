import Diagnostics
import IPAddressing
import Topology

/// Judges one round trip at a time.
struct Judge: Sendable {
  enum Verdict: Sendable {
    /// Request and reply pass the same stateful points, mirrored.
    case proved
    /// No flow, and nothing wrong with that.
    case unconnected
    case faulty([Fault])
  }

  let walker: Walker
  /// Whether faults say what may mend them: it is what takes longest to find.
  let seeksRepairs: Bool
  let connections: Connections
  var topology: Topology { walker.topology }

  init(walker: Walker, seeksRepairs: Bool = true) {
    self.walker = walker
    self.seeksRepairs = seeksRepairs
    connections = Connections(walker.topology)
  }

  func verdict(on trip: RoundTrip, pair: EndPair) -> Verdict {
    switch trip.outcome {
    case .elsewhere: return .unconnected
    case .requestLost: return lost(trip, pair).map { .faulty([$0]) } ?? .unconnected
    case .replyLost(let leg): return .faulty([replyLost(trip, leg: leg, pair)])
    case .connected:
      let faults = trip.forward.indices.compactMap { asymmetry(of: trip, leg: $0, pair) }
      if !faults.isEmpty { return .faulty(faults) }
      return .proved
    }
  }

  /// A fault when the reply of a leg does not mirror it.
  private func asymmetry(of trip: RoundTrip, leg: Int, _ pair: EndPair) -> Fault? {
    let forward = trip.forward[leg]
    guard let reply = trip.reply[leg],
      let kind = Asymmetry(forward: forward.points, reply: reply.points, in: topology)
        ?? (Asymmetry.isSplit(forward, reply) ? .split : nil)
    else { return nil }
    return Diagnosis(
      judge: self, trip: trip, pair: pair, leg: leg, forward: forward, reply: reply, kind: kind
    ).fault()
  }

  /// A resource that opens or ends a flow: the declared instance that has the address, else the end.
  func name(of end: FlowEnd, _ address: IPAddress) -> String {
    if case .subnet(let subnet) = end,
      let instance = topology.instances.first(where: {
        $0.subnet == subnet && ($0.ipv4 == address || $0.ipv6 == address)
      })
    {
      return topology.address(instance.id)
    }
    if case .internet = end,
      let host = topology.internet.hosts.first(where: {
        $0.ipv4 == address || $0.ipv6 == address
      })
    {
      return topology.address(host.id)
    }
    return topology.address(end)
  }

  func opener(_ trip: RoundTrip) -> String { name(of: trip.flow.source, trip.flow.sourceAddress) }

  func target(_ trip: RoundTrip) -> String {
    name(of: trip.flow.destination, trip.flow.destinationAddress)
  }
}
