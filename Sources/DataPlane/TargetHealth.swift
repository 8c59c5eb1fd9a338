package import HostState
package import IPAddressing

/// The health of a gateway load balancer's targets, as its agent knows it, in the kernel: which
/// targets new flows are spread over, and which existing flows may stay.
package struct TargetHealth: Sendable {
  /// Seconds that the agent waits for a change of the targets to end; it comes back later.
  private static let patience = 0.2

  private let maps: GatewayLoadBalancerMaps
  private let dataPlane: DataPlane
  private let namespace: NamespaceName

  /// Nil when the namespace has no gateway load balancer's maps.
  package init?(_ dataPlane: DataPlane, _ namespace: NamespaceName) throws(DataPlaneError) {
    guard let maps = try GatewayLoadBalancerMaps(pins: dataPlane.pins(namespace)) else {
      return nil
    }
    self.maps = maps
    self.dataPlane = dataPlane
    self.namespace = namespace
  }

  /// The registered targets that some zone finds healthy.
  package var healthyTargets: Set<IPAddress> {
    get throws(DataPlaneError) { try targets { $0.healthyZones != 0 } }
  }

  /// The zones that find each registered target healthy.
  package var healthyZones: [IPAddress: Set<Int>] {
    get throws(DataPlaneError) {
      var zones: [IPAddress: Set<Int>] = [:]
      for (slot, target) in try maps.registeredTargets() {
        let health = try maps.targetHealth[slot] ?? .unknown
        zones[target.address] = Set(
          (0..<GatewayLoadBalancerDataPlane.mostZones).filter(health.isHealthy(in:)))
      }
      return zones
    }
  }

  /// The targets that are being drained, as `DataPlane.apply` was told.
  package var drainingTargets: Set<IPAddress> {
    get throws(DataPlaneError) { try targets { $0.isDraining } }
  }

  /// Makes exactly `healthy` the healthy targets; addresses of no registered target are ignored.
  ///
  /// Targets are told by their addresses: a slot may have been given to another one since they were
  /// probed.
  ///
  /// In the order that loses no packet: a target is marked healthy before the tables name it, and
  /// marked unhealthy only when they no longer do. A target that is being drained stays so.
  ///
  /// - Throws: `busy` while the targets are being changed.
  package func set(healthy: Set<IPAddress>) throws(DataPlaneError) {
    try set(healthyByZone: [:], otherwise: healthy)
  }

  /// The same where each zone's node has a verdict of its own, as on AWS.
  ///
  /// A zone without one follows what any other finds.
  package func set(healthyByZone: [Int: Set<IPAddress>]) throws(DataPlaneError) {
    let healthy = healthyByZone.values.reduce(Set<IPAddress>()) { $0.union($1) }
    try set(healthyByZone: healthyByZone, otherwise: healthy)
  }

  private func set(
    healthyByZone: [Int: Set<IPAddress>], otherwise: Set<IPAddress>
  ) throws(DataPlaneError) {
    let lock = try TargetLock(dataPlane, namespace, patience: Self.patience)
    var candidates: [TargetChoice.Candidate] = []
    for (slot, target) in try maps.registeredTargets() {
      let present = try maps.targetHealth[slot] ?? .unknown
      var health = TargetHealthEntry(healthyZones: 0, isDraining: present.isDraining)
      for zone in 0..<GatewayLoadBalancerDataPlane.mostZones
      where (healthyByZone[zone] ?? otherwise).contains(target.address) {
        health.healthyZones |= 1 << zone
      }
      candidates.append(
        TargetChoice.Candidate(
          member: Maglev.Member(slot: Int(slot), name: target.address.description),
          zone: Int(target.zone), health: health))
      var both = health
      both.healthyZones |= present.healthyZones
      try maps.targetHealth.update(slot, both)
    }
    let crossZone = try maps.settings[0]?.crossZone ?? false
    try maps.replaceTables(TargetChoice(crossZone: crossZone, candidates: candidates))
    for candidate in candidates {
      try maps.targetHealth.update(UInt32(candidate.member.slot), candidate.health)
    }
    _ = consume lock
  }

  private func targets(
    where isIncluded: (TargetHealthEntry) -> Bool
  ) throws(DataPlaneError) -> Set<IPAddress> {
    var addresses: Set<IPAddress> = []
    for (slot, target) in try maps.registeredTargets() {
      if let health = try maps.targetHealth[slot], isIncluded(health) {
        addresses.insert(target.address)
      }
    }
    return addresses
  }
}
