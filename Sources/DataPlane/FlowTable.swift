import Glibc
package import HostState

/// Reads a gateway load balancer's flow table in the kernel.
package struct FlowTable: Sendable {
  private let maps: GatewayLoadBalancerMaps

  /// Nil when the namespace has no gateway load balancer's maps.
  package init?(_ dataPlane: DataPlane, _ namespace: NamespaceName) throws(DataPlaneError) {
    guard let maps = try GatewayLoadBalancerMaps(pins: dataPlane.pins(namespace)) else {
      return nil
    }
    self.maps = maps
  }

  /// Calls `body` with each flow that has not idled out.
  ///
  /// Of a table in use, flows that come or go
  /// meanwhile may be missed.
  package func forEach(_ body: (Flow) -> Void) throws(DataPlaneError) {
    let now = Self.now
    guard let settings = try maps.settings[0] else { return }
    try maps.flows.forEach { key, entry in
      if let flow = Self.live(key, entry, settings, now) { body(flow) }
    }
  }

  /// The number of flows that have not idled out.
  package func count() throws(DataPlaneError) -> Int {
    var count = 0
    try forEach { _ in count += 1 }
    return count
  }

  /// The live flow that a packet between two ends, in either direction, belongs to.
  ///
  /// Ports count for TCP (6) and UDP (17) only, and what the table's stickiness leaves out is left
  /// out here.
  package func flow(
    endpointID: UInt64, _ one: Flow.End, _ other: Flow.End, protocolNumber: UInt8
  ) throws(DataPlaneError) -> Flow? {
    guard let settings = try maps.settings[0] else { return nil }
    let stickiness = GatewayLoadBalancerDataPlane.Stickiness(number: settings.stickiness)
    let hasPorts = stickiness == .fiveTuple && (protocolNumber == 6 || protocolNumber == 17)
    let key = FlowKeyEntry(
      endpoint: endpointID, (one.address, hasPorts ? one.port : 0),
      (other.address, hasPorts ? other.port : 0),
      protocolNumber: stickiness == .twoTuple ? 0 : protocolNumber)
    guard let entry = try maps.flows[key] else { return nil }
    return Self.live(key, entry, settings, Self.now)
  }

  /// `find_flow` of gwlb.h.
  private static func live(
    _ key: FlowKeyEntry, _ entry: FlowEntry, _ settings: SettingsEntry, _ now: UInt32
  ) -> Flow? {
    let mayBeTCP = key.protocolNumber == 6 || key.protocolNumber == 0
    let timeout = entry.isClosed ? 10 : mayBeTCP ? settings.tcpIdleTimeout : 120
    // A packet may have come since `now` was read.
    let idle = now < entry.lastSeen ? 0 : now - entry.lastSeen
    return idle > timeout ? nil : Flow(key, entry, idle: Int(idle))
  }

  /// Seconds of CLOCK_MONOTONIC, which the programs' clock is.
  private static var now: UInt32 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt32(truncatingIfNeeded: time.tv_sec)
  }
}
