import HostState
import IPAddressing

/// The maps of firewall.h.
struct FirewallMaps: DataPlaneMaps {
  let appliance: BPFMap<UInt32, IPv4Entry>
  let servedEndpoints: BPFMap<UInt64, ServedEndpointEntry>

  init?(pins: PinDirectory) throws(DataPlaneError) {
    guard
      let appliance = try BPFMap<UInt32, IPv4Entry>(
        name: "appliance", path: pins.map("appliance")),
      let endpoints = try BPFMap<UInt64, ServedEndpointEntry>(
        name: "served_endpoints", path: pins.map("served_endpoints"))
    else { return nil }
    self.appliance = appliance
    servedEndpoints = endpoints
  }

  func prepare(_ desired: FirewallDataPlane) throws(DataPlaneError) {
    guard desired.address.isIPv4, desired.endpoints.allSatisfy(\.nodeAddress.isIPv4) else {
      throw .unrepresentable("appliances and nodes have IPv4 addresses: GENEVE's outer header is")
    }
    guard Set(desired.endpoints.map(\.id)).count == desired.endpoints.count else {
      throw .unrepresentable("two endpoints have the same id")
    }
    try appliance.update(0, IPv4Entry(desired.address))
    for endpoint in desired.endpoints {
      guard (0..<Int(FirewallDataPlane.mark)).contains(endpoint.slot) else {
        throw .unrepresentable("an endpoint's slot \(endpoint.slot) does not fit the packets' mark")
      }
      try servedEndpoints.update(
        endpoint.id,
        ServedEndpointEntry(
          attachmentID: endpoint.attachmentID, slot: UInt32(endpoint.slot),
          node: endpoint.nodeAddress))
    }
  }

  func finish(_ desired: FirewallDataPlane) throws(DataPlaneError) {
    let kept = Set(desired.endpoints.map(\.id))
    for (id, _) in try servedEndpoints.entries() where !kept.contains(id) {
      try servedEndpoints.remove(id)
    }
  }

  func observe(
    _ links: AttachedLinks, record: FirewallDataPlane?
  ) throws(DataPlaneError) -> FirewallDataPlane {
    let index = links.link(of: [("fw_in", .ingress), ("fw_out", .egress)]) ?? 0
    let endpoints = try servedEndpoints.entries().map { id, entry in
      FirewallDataPlane.Endpoint(
        id: id, attachmentID: entry.attachmentID, slot: Int(entry.slot), nodeAddress: entry.node)
    }
    return FirewallDataPlane(
      link: links.name(index), linkIndex: Int32(bitPattern: index),
      address: try appliance[0]?.address ?? IPAddress(ipv4: 0),
      endpoints: endpoints.sorted { $0.slot < $1.slot }, healthPort: record?.healthPort ?? 0)
  }
}
