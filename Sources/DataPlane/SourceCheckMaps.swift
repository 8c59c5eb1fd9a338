import Glibc
import HostState
import IPAddressing

/// The maps of source_check.c, and what is attached by them.
///
/// A port's entry lives as long as its link: a host that is being removed stays checked to its end, by
/// these maps or, when they became too small, by those that it was checked by before.
struct SourceCheckMaps: DataPlaneMaps {
  private let ports: BPFMap<UInt32, PortEntry>
  /// The appliances' IPv4 addresses; the values say nothing.
  private let appliances: BPFMap<IPv4Entry, UInt32>
  private let program: String

  init?(pins: PinDirectory) throws(DataPlaneError) {
    guard let ports = try BPFMap<UInt32, PortEntry>(name: "ports", path: pins.map("ports")),
      let appliances = try BPFMap<IPv4Entry, UInt32>(
        name: "appliances", path: pins.map("appliances"))
    else { return nil }
    self.ports = ports
    self.appliances = appliances
    program = pins.program("source_check")
  }

  /// How many entries each map has while `desired` takes the place of what is there.
  static func needs(
    _ desired: SourceCheckDataPlane, _ pins: PinDirectory
  ) throws(DataPlaneError) -> [String: Int] {
    let present: SourceCheckMaps?
    do throws(DataPlaneError) {
      present = try SourceCheckMaps(pins: pins)
    } catch .otherLayout {
      present = nil
    }
    let ports = Set(desired.ports.map { UInt32(bitPattern: $0.linkIndex) })
    let appliances = Set(desired.ports.compactMap(applianceAddress))
    return [
      "ports": ports.union(try present?.ports.entries().map(\.key) ?? []).count,
      "appliances": appliances.union(try present?.appliances.entries().map(\.key) ?? []).count,
    ]
  }

  func prepare(_ desired: SourceCheckDataPlane) throws(DataPlaneError) {
    for port in desired.ports {
      guard Set(port.addresses.map(\.family)).count == port.addresses.count else {
        throw .unrepresentable("port \(port.link) has two addresses of a family")
      }
      if let address = Self.applianceAddress(port) { try appliances.update(address, 1) }
      try ports.update(UInt32(bitPattern: port.linkIndex), PortEntry(port))
    }
  }

  /// Removes the entries of ports whose links are not in the calling thread's namespace any more.
  func forgetGonePorts() throws(DataPlaneError) {
    var name = [CChar](repeating: 0, count: Int(IF_NAMESIZE))
    for (index, _) in try ports.entries() where if_indextoname(index, &name) == nil {
      try ports.remove(index)
    }
  }

  func finish(_ desired: SourceCheckDataPlane) throws(DataPlaneError) {
    try forgetGonePorts()
    let addresses = Set(desired.ports.compactMap(Self.applianceAddress))
    for (address, _) in try appliances.entries() where !addresses.contains(address) {
      try appliances.remove(address)
    }
  }

  private static func applianceAddress(_ port: SourceCheckDataPlane.Port) -> IPv4Entry? {
    guard port.isAppliance, let address = port.addresses.first(where: \.isIPv4) else { return nil }
    return IPv4Entry(address)
  }

  /// The ports at which the pinned program runs; none while it goes by other maps than these, as after
  /// an apply that was killed when it had made larger ones.
  func observe(
    _ links: AttachedLinks, record: SourceCheckDataPlane?
  ) throws(DataPlaneError) -> SourceCheckDataPlane {
    guard let program = try BPFHandle.pinned(at: program) else {
      return SourceCheckDataPlane(ports: [])
    }
    let (identifier, used) = try PortFilter.identifiers(of: program)
    for (name, handle) in [("ports", ports.handle), ("appliances", appliances.handle)]
    where !used.contains(try BPFMapShape.identifier(of: handle, name: name)) {
      return SourceCheckDataPlane(ports: [])
    }
    var result: [SourceCheckDataPlane.Port] = []
    let entries = try ports.entries()
    let running = try PortFilter.programs(of: entries.map(\.0))
    for ((index, entry), program) in zip(entries, running) where program == identifier {
      let isListed = try appliances[IPv4Entry(entry.ipv4)] != nil
      result.append(
        SourceCheckDataPlane.Port(
          link: record.map { _ in links.name(index) } ?? LinkName(rawValue: ""),
          linkIndex: Int32(bitPattern: index),
          macAddress: entry.macAddress, addresses: entry.addresses,
          checksAddresses: entry.checksAddresses, isAppliance: entry.isAppliance && isListed))
    }
    return SourceCheckDataPlane(ports: result.sorted { $0.linkIndex < $1.linkIndex })
  }
}
