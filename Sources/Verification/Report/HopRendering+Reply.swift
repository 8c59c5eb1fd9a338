import Topology

extension HopRendering {
  /// The reply's hops, as far as a packet really gets: a Gateway Load Balancer drops TCP of a flow whose
  /// first packet it never saw, whatever its appliances are.
  func reply(to trip: RoundTrip, arrivingAt end: String, isTCP: Bool) -> [Hop] {
    var result: [Hop] = []
    for leg in trip.forward.indices.reversed() {
      guard let path = trip.reply[leg] else { continue }
      let isBack = leg == 0 && trip.outcome == .connected
      let hops = hops(of: path, arrivingAt: isBack ? end : nil)
      let fate = Consequence(topology: topology, forward: trip.forward[leg], reply: path)
      guard let strange = fate.strange,
        let index = path.steps.firstIndex(where: { $0.location == strange.location })
      else {
        result += hops
        continue
      }
      result += hops[..<index]
      guard isTCP, case .endpoint = strange else {
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
      last.remark = "its load balancer never saw the request"
      return result + [last]
    }
    return result
  }
}
