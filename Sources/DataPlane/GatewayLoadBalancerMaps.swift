import HostState
import IPAddressing

/// The maps of gwlb.h that configuration and the agent write.
struct GatewayLoadBalancerMaps {
  let settings: BPFMap<UInt32, SettingsEntry>
  let secret: BPFMap<UInt32, SecretEntry>
  let endpoints: BPFMap<UInt32, EndpointEntry>
  let endpointLinks: BPFMap<UInt64, UInt32>
  let nodes: BPFMap<UInt32, NodeEntry>
  let targets: BPFMap<UInt32, TargetEntry>
  let targetSlots: BPFMap<IPv4Entry, UInt32>
  let targetHealth: BPFMap<UInt32, TargetHealthEntry>
  let maglev: MaglevMap
  /// Those that have settled, and all others.
  let flows: BPFMap<FlowKeyEntry, FlowEntry>
  let newFlows: BPFMap<FlowKeyEntry, FlowEntry>
  /// By the endpoint's slot, and behind these of all of them.
  let occupancy: BPFMap<UInt32, OccupancyEntry>
  let endpointCounters: PerCPUArray<Counters>
  let targetCounters: PerCPUArray<Counters>

  init?(pins: PinDirectory) throws(DataPlaneError) {
    func map<Key, Value>(_ name: String) throws(DataPlaneError) -> BPFMap<Key, Value>? {
      try BPFMap(name: name, path: pins.map(name))
    }
    guard let settings: BPFMap<UInt32, SettingsEntry> = try map("settings"),
      let secret: BPFMap<UInt32, SecretEntry> = try map("secret"),
      let endpoints: BPFMap<UInt32, EndpointEntry> = try map("endpoints"),
      let endpointLinks: BPFMap<UInt64, UInt32> = try map("endpoint_links"),
      let nodes: BPFMap<UInt32, NodeEntry> = try map("nodes"),
      let targets: BPFMap<UInt32, TargetEntry> = try map("targets"),
      let targetSlots: BPFMap<IPv4Entry, UInt32> = try map("target_slots"),
      let targetHealth: BPFMap<UInt32, TargetHealthEntry> = try map("target_health"),
      let maglev = try MaglevMap(pins: pins),
      let flows: BPFMap<FlowKeyEntry, FlowEntry> = try map("flows"),
      let newFlows: BPFMap<FlowKeyEntry, FlowEntry> = try map("new_flows"),
      let occupancy: BPFMap<UInt32, OccupancyEntry> = try map("occupancy"),
      let endpointCounters = try PerCPUArray<Counters>(
        name: "endpoint_counters", path: pins.map("endpoint_counters")),
      let targetCounters = try PerCPUArray<Counters>(
        name: "target_counters", path: pins.map("target_counters"))
    else { return nil }
    self.settings = settings
    self.secret = secret
    self.endpoints = endpoints
    self.endpointLinks = endpointLinks
    self.nodes = nodes
    self.targets = targets
    self.targetSlots = targetSlots
    self.targetHealth = targetHealth
    self.maglev = maglev
    self.flows = flows
    self.newFlows = newFlows
    self.occupancy = occupancy
    self.endpointCounters = endpointCounters
    self.targetCounters = targetCounters
  }

  /// The registered targets, by slot.
  func registeredTargets() throws(DataPlaneError) -> [(slot: UInt32, target: TargetEntry)] {
    try targets.entries().filter { $0.value.isPresent }.map { ($0.key, $0.value) }
  }

  /// Makes every zone's Maglev table what is chosen.
  func replaceTables(_ choice: TargetChoice) throws(DataPlaneError) {
    for (zone, table) in try tables(unlike: choice) { try maglev.replace(zone: zone, table) }
  }

  /// The zones whose Maglev table is not what the targets that are registered, and their health, ask
  /// for.
  func strayZones() throws(DataPlaneError) -> [Int] {
    var candidates: [TargetChoice.Candidate] = []
    for (slot, target) in try registeredTargets() {
      candidates.append(
        TargetChoice.Candidate(
          member: Maglev.Member(slot: Int(slot), name: target.address.description),
          zone: Int(target.zone), health: try targetHealth[slot] ?? .unknown))
    }
    let crossZone = try settings[0]?.crossZone ?? false
    return try tables(unlike: TargetChoice(crossZone: crossZone, candidates: candidates))
      .map { Int($0.zone) }
  }

  /// The tables that zones should have and do not.
  private func tables(
    unlike choice: TargetChoice
  ) throws(DataPlaneError) -> [(zone: UInt32, table: [UInt32])] {
    var made: [[Maglev.Member]: [UInt32]] = [:]
    var tables: [(zone: UInt32, table: [UInt32])] = []
    for zone in 0..<GatewayLoadBalancerDataPlane.mostZones {
      let members = choice.members(zone: zone)
      let table = made[members] ?? Maglev.table(of: members)
      made[members] = table
      if try maglev.table(zone: UInt32(zone)) != table { tables.append((UInt32(zone), table)) }
    }
    return tables
  }
}
