import HostState
import IPAddressing

/// The maps of pass_through.c.
struct PassThroughMaps: DataPlaneMaps {
  let appliance: BPFMap<UInt32, IPv4Entry>
  let nodeAddresses: BPFMap<IPv4Entry, UInt32>

  init?(pins: PinDirectory) throws(DataPlaneError) {
    guard
      let appliance = try BPFMap<UInt32, IPv4Entry>(
        name: "appliance", path: pins.map("appliance")),
      let nodes = try BPFMap<IPv4Entry, UInt32>(
        name: "node_addresses", path: pins.map("node_addresses"))
    else { return nil }
    self.appliance = appliance
    nodeAddresses = nodes
  }

  func prepare(_ desired: PassThroughDataPlane) throws(DataPlaneError) {
    guard desired.address.isIPv4, desired.nodeAddresses.allSatisfy(\.isIPv4) else {
      throw .unrepresentable("appliances and nodes have IPv4 addresses: GENEVE's outer header is")
    }
    try appliance.update(0, IPv4Entry(desired.address))
    for address in desired.nodeAddresses { try nodeAddresses.update(IPv4Entry(address), 0) }
  }

  func finish(_ desired: PassThroughDataPlane) throws(DataPlaneError) {
    let kept = Set(desired.nodeAddresses)
    for (entry, _) in try nodeAddresses.entries() where !kept.contains(entry.address) {
      try nodeAddresses.remove(entry)
    }
  }

  func observe(
    _ links: AttachedLinks, record: PassThroughDataPlane?
  ) throws(DataPlaneError) -> PassThroughDataPlane {
    let index = links.link(of: [("pass_through", .ingress)]) ?? 0
    return PassThroughDataPlane(
      link: links.name(index), linkIndex: Int32(bitPattern: index),
      address: try appliance[0]?.address ?? IPAddress(ipv4: 0),
      nodeAddresses: try nodeAddresses.entries().map(\.key.address).sorted(),
      healthPort: record?.healthPort ?? 0)
  }
}
