import HostState
import IPAddressing

/// The maps of firewall.h.
struct FirewallMaps: DataPlaneMaps {
  let appliance: BPFMap<UInt32, IPv4Entry>
  let endpointSlots: BPFMap<UInt64, UInt32>

  init?(pins: PinDirectory) throws(DataPlaneError) {
    guard
      let appliance = try BPFMap<UInt32, IPv4Entry>(
        name: "appliance", path: pins.map("appliance")),
      let slots = try BPFMap<UInt64, UInt32>(
        name: "endpoint_slots", path: pins.map("endpoint_slots"))
    else { return nil }
    self.appliance = appliance
    endpointSlots = slots
  }

  func prepare(_ desired: FirewallDataPlane) throws(DataPlaneError) {
    guard desired.address.isIPv4 else {
      throw .unrepresentable("an appliance's address is IPv4: GENEVE's outer header is")
    }
    try appliance.update(0, IPv4Entry(desired.address))
    for (id, slot) in desired.endpointSlots {
      guard (0..<Int(FirewallDataPlane.mark)).contains(slot) else {
        throw .unrepresentable("an endpoint's slot \(slot) does not fit the packets' mark")
      }
      try endpointSlots.update(id, UInt32(slot))
    }
  }

  func finish(_ desired: FirewallDataPlane) throws(DataPlaneError) {
    for (id, _) in try endpointSlots.entries() where desired.endpointSlots[id] == nil {
      try endpointSlots.remove(id)
    }
  }

  func observe(
    _ links: AttachedLinks, record: FirewallDataPlane?
  ) throws(DataPlaneError) -> FirewallDataPlane {
    let index = links.link(of: [("fw_in", .ingress), ("fw_out", .egress)]) ?? 0
    var slots: [UInt64: Int] = [:]
    for (id, slot) in try endpointSlots.entries() { slots[id] = Int(slot) }
    return FirewallDataPlane(
      link: links.name(index), linkIndex: Int32(bitPattern: index),
      address: try appliance[0]?.address ?? IPAddress(ipv4: 0), endpointSlots: slots,
      healthPort: record?.healthPort ?? 0)
  }
}
