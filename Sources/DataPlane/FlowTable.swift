package import HostState
package import IPAddressing

/// Reads a gateway load balancer's flow table in the kernel.
package struct FlowTable: Sendable {
  /// Which target a flow is with: a slot may be given to another one later.
  package struct Target: Hashable, Sendable {
    package var slot: Int
    package var address: IPAddress

    package init(slot: Int, address: IPAddress) {
      self.slot = slot
      self.address = address
    }
  }

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
  /// Of a table in use, flows that come or go meanwhile may be missed.
  package func forEach(_ body: (Flow) -> Void) throws(DataPlaneError) {
    let now = UInt32(KernelClock.now)
    guard let settings = try maps.settings[0] else { return }
    for map in [maps.flows, maps.newFlows] {
      try map.forEach { key, entry in
        if let flow = Self.live(key, entry, settings, now) { body(flow) }
      }
    }
  }

  /// Takes away the flows that have ended or idled out, and tells the programs how many are left.
  ///
  /// The programs themselves only pass over them.
  ///
  /// - Returns: How many it took away.
  @discardableResult
  package func sweep() throws(DataPlaneError) -> Int {
    guard let settings = try maps.settings[0] else { return 0 }
    var count = 0
    var dead: [FlowKeyEntry] = []
    var slots: [UInt64: UInt32] = [:]
    for (_, endpoint) in try maps.endpoints.entries() { slots[endpoint.id] = endpoint.slot }
    var earlier: [UInt32: OccupancyEntry] = [:]
    var taken: [UInt32: OccupancyEntry] = [:]
    repeat {
      for slot in Self.occupants(slots) {
        earlier[slot] = try maps.occupancy[slot] ?? OccupancyEntry()
        taken[slot] = OccupancyEntry()
      }
      dead.removeAll(keepingCapacity: true)
      let start = UInt32(KernelClock.now)
      var (endpoint, slot, own) = (UInt64(0), UInt32?.none, OccupancyEntry())
      var all = OccupancyEntry()
      try maps.flows.forEach { key, entry in
        if dead.count < Self.mostAtOnce, !Self.isLive(key, entry, settings, start) {
          dead.append(key)
          return
        }
        all.count(entry)
        if key.endpoint != endpoint {
          if let slot { taken[slot] = own }
          endpoint = key.endpoint
          slot = slots[endpoint]
          own = slot.flatMap { taken[$0] } ?? OccupancyEntry()
        }
        own.count(entry)
      }
      if let slot { taken[slot] = own }
      taken[Self.everybody] = all
      for key in dead where try forget(key, settings) { count += 1 }
    } while dead.count == Self.mostAtOnce
    for slot in Self.occupants(slots) {
      let (before, counted) = (earlier[slot] ?? OccupancyEntry(), taken[slot] ?? OccupancyEntry())
      let now = try maps.occupancy[slot] ?? OccupancyEntry()
      try maps.occupancy.update(slot, counted.adding(now, since: before))
    }
    return count
  }

  /// Takes away a settled flow that has ended or idled out.
  ///
  /// Its ports may have been used again since it was listed, so it is looked at first: while a flow
  /// is out of the table, programs drop its segments and answer them with RST, and what they note
  /// of it is lost. Left are the microseconds between the look and the taking: a flow that is
  /// refreshed or settles in these is put back at once, and lost if this process is killed just then.
  ///
  /// - Returns: Whether it did.
  func forget(_ key: FlowKeyEntry, _ settings: SettingsEntry) throws(DataPlaneError) -> Bool {
    func lives(_ entry: FlowEntry) -> Bool {
      Self.isLive(key, entry, settings, UInt32(KernelClock.now))
    }
    guard let entry = try maps.flows[key], !lives(entry), let taken = try maps.flows.take(key)
    else { return false }
    guard lives(taken) else { return true }
    try maps.flows.add(key, taken)
    return false
  }

  /// OCCUPANCY_OF_ALL of gwlb.h.
  private static let everybody = UInt32(GatewayLoadBalancerDataPlane.mostEndpoints)

  private static func occupants(_ slots: [UInt64: UInt32]) -> [UInt32] {
    slots.values + [everybody]
  }

  /// So many keys are remembered while the table is gone through.
  private static let mostAtOnce = 1 << 16

  /// The flows that have not idled out, counted in one pass.
  package func counts() throws(DataPlaneError) -> FlowCounts {
    var counts = FlowCounts()
    try forEach { counts.add($0) }
    return counts
  }

  /// The number of live flows that are with one of these targets and came from one of these
  /// endpoints, by their ids.
  package func count(
    of targets: Set<Target>, from endpoints: Set<UInt64>
  ) throws(DataPlaneError) -> Int {
    var count = 0
    try forEach { flow in
      let target = Target(slot: flow.targetSlot, address: flow.targetAddress)
      if targets.contains(target), endpoints.contains(flow.endpointID) { count += 1 }
    }
    return count
  }

  /// The registered targets: their slots and addresses.
  package func targets() throws(DataPlaneError) -> [(slot: Int, address: IPAddress)] {
    try maps.registeredTargets().map { (Int($0.slot), $0.target.address) }
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
    let now = UInt32(KernelClock.now)
    for map in [maps.flows, maps.newFlows] {
      if let entry = try map[key], let flow = Self.live(key, entry, settings, now) { return flow }
    }
    return nil
  }

  private static func live(
    _ key: FlowKeyEntry, _ entry: FlowEntry, _ settings: SettingsEntry, _ now: UInt32
  ) -> Flow? {
    guard isLive(key, entry, settings, now) else { return nil }
    return Flow(key, entry, idle: now < entry.lastSeen ? 0 : Int(now - entry.lastSeen))
  }

  /// `is_live` of gwlb.h.
  private static func isLive(
    _ key: FlowKeyEntry, _ entry: FlowEntry, _ settings: SettingsEntry, _ now: UInt32
  ) -> Bool {
    // A packet may have come since `now` was read.
    !entry.marks.contains(.moved)
      && (now < entry.lastSeen || now - entry.lastSeen <= settings.idleTimeout(of: key, entry))
  }
}
