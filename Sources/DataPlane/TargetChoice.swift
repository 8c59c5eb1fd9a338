/// Which registered targets a zone's new flows are spread over.
struct TargetChoice {
  struct Candidate {
    var member: Maglev.Member
    var zone: Int
    var health: TargetHealthEntry
  }

  /// All zones' targets are candidates of every zone.
  var crossZone: Bool
  var candidates: [Candidate]

  /// The ones that the zone finds healthy and that are not being drained.
  ///
  /// If there is none AWS picks at random among the registered ones, whatever their health; a
  /// draining one only if there is no other.
  func members(zone: Int) -> [Maglev.Member] {
    let reachable = candidates.filter { crossZone || $0.zone == zone }
    let staying = reachable.filter { !$0.health.isDraining }
    let healthy = staying.filter { $0.health.isHealthy(in: zone) }
    return [healthy, staying, reachable].first { !$0.isEmpty }?.map(\.member) ?? []
  }
}
