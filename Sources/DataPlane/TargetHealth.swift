package import HostState
import IPAddressing

/// The health of a gateway load balancer's targets, as its agent knows it, in the kernel: which
/// targets new flows are spread over, and which existing flows may stay.
package struct TargetHealth: Sendable {
  private let maps: GatewayLoadBalancerMaps

  /// Nil when the namespace has no gateway load balancer's maps.
  package init?(_ dataPlane: DataPlane, _ namespace: NamespaceName) throws(DataPlaneError) {
    guard let maps = try GatewayLoadBalancerMaps(pins: dataPlane.pins(namespace)) else {
      return nil
    }
    self.maps = maps
  }

  /// The slots of the registered targets that count as healthy now.
  package var healthySlots: Set<Int> {
    get throws(DataPlaneError) { try slots(with: .healthy) }
  }

  package var drainingSlots: Set<Int> {
    get throws(DataPlaneError) { try slots(with: .draining) }
  }

  /// Makes exactly `healthy` the healthy targets, and gives no new flow to those in `draining`.
  ///
  /// Existing flows of draining targets stay. Slots without a registered target are ignored.
  ///
  /// In the order that loses no packet: a target is marked healthy before the tables name it, and
  /// marked unhealthy only when they no longer do.
  package func set(
    healthy: Set<Int>, draining: Set<Int> = []
  ) throws(DataPlaneError) {
    try set(healthyByZone: [:], otherwise: healthy, draining: draining)
  }

  /// The same where each zone's node has a verdict of its own, as on AWS: new flows of a zone follow
  /// that zone's, and existing flows may stay at what any zone finds healthy.
  package func set(
    healthyByZone: [Int: Set<Int>], draining: Set<Int> = []
  ) throws(DataPlaneError) {
    try set(healthyByZone: healthyByZone, otherwise: [], draining: draining)
  }

  private func set(
    healthyByZone: [Int: Set<Int>], otherwise: Set<Int>, draining: Set<Int>
  ) throws(DataPlaneError) {
    let healthy = healthyByZone.values.reduce(otherwise) { $0.union($1) }
    let registered = try maps.registeredTargets()
    var candidates: [TargetChoice.Candidate] = []
    for (slot, target) in registered {
      var health: TargetHealthEntry = []
      if healthy.contains(Int(slot)) { health.insert(.healthy) }
      if draining.contains(Int(slot)) { health.insert(.draining) }
      candidates.append(
        TargetChoice.Candidate(
          member: Maglev.Member(slot: Int(slot), name: target.address.description),
          zone: Int(target.zone), health: health,
          unhealthyZones: Set(
            healthyByZone.filter { !$0.value.contains(Int(slot)) }.map(\.key))))
      let before = try maps.targetHealth[slot] ?? []
      try maps.targetHealth.update(slot, before.union(health))
    }
    let crossZone = try maps.settings[0]?.crossZone ?? false
    try maps.replaceTables(TargetChoice(crossZone: crossZone, candidates: candidates))
    for candidate in candidates {
      try maps.targetHealth.update(UInt32(candidate.member.slot), candidate.health)
    }
  }

  private func slots(with health: TargetHealthEntry) throws(DataPlaneError) -> Set<Int> {
    var slots: Set<Int> = []
    for (slot, _) in try maps.registeredTargets()
    where try maps.targetHealth[slot]?.contains(health) == true {
      slots.insert(Int(slot))
    }
    return slots
  }
}
