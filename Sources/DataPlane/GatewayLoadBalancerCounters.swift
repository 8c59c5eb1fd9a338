package import HostState

/// What a gateway load balancer has carried, by slot.
package struct GatewayLoadBalancerCounters: Hashable, Sendable, Codable {
  package var endpoints: [Int: Counters]
  package var targets: [Int: Counters]

  /// Of every endpoint and target that is registered; nil when the namespace is no gateway load
  /// balancer's.
  package init?(_ dataPlane: DataPlane, _ namespace: NamespaceName) throws(DataPlaneError) {
    guard let maps = try GatewayLoadBalancerMaps(pins: dataPlane.pins(namespace)) else {
      return nil
    }
    endpoints = [:]
    targets = [:]
    for (_, endpoint) in try maps.endpoints.entries() {
      endpoints[Int(endpoint.slot)] =
        try maps.endpointCounters[endpoint.slot].reduce(Counters(), +)
    }
    for (slot, _) in try maps.registeredTargets() {
      targets[Int(slot)] = try maps.targetCounters[slot].reduce(Counters(), +)
    }
  }
}
