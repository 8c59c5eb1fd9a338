import Proof
import Topology

/// A decision for a more specific route where a wider one leads elsewhere: without it the packet would
/// go the way that others go.
struct Detour {
  let step: Step
  /// What takes the route away.
  let removal: Edit

  init?(_ step: Step, in topology: Topology) {
    guard let route = step.route, let other = step.shadowed.first,
      other.nextHop != route.nextHop, other.nextHop != .local, other.nextHop != .blackhole
    else { return nil }
    switch (route.origin, route.nextHop, step.table) {
    case (.static, _, _): removal = .removeRoute(step.table, route.destination, route.nextHop)
    case (.propagated, .attachment(let attachment), .transitGateway(let table)):
      removal = .set(.withdraw(attachment, from: table))
    default: return nil
    }
    self.step = step
  }
}

extension RoundTrip {
  /// The decisions without which a flow would pass what it should, those first that are enough by
  /// themselves; none where it would not pass it either.
  ///
  /// - Parameter isMet: whether a flow passes what it should.
  func detours(in topology: Topology, where isMet: (RoundTrip) -> Bool) -> [Detour] {
    func isMetWithout(_ detours: [Detour]) -> Bool {
      guard
        let edits = FileEdits(topology: topology).edits(
          for: detours.map(\.removal), isZonal: false),
        let edited = topology.applying(edits)
      else { return false }
      return Walker(edited).roundTrips(of: flow).contains(where: isMet)
    }
    let detours = paths.flatMap(\.steps).compactMap { Detour($0, in: topology) }
    guard !detours.isEmpty, isMetWithout(detours) else { return [] }
    let isEnough = detours.map { isMetWithout([$0]) }
    return [true, false].flatMap { wanted in
      zip(detours, isEnough).filter { $0.1 == wanted }.map(\.0)
    }
  }
}
