import HostState
import Netlink

/// Finds the host's interfaces below the links of a topology.
struct InterfaceResolver {
  let connections: NamespaceConnections

  /// For each reading, the interface below by the index of the link over it.
  ///
  /// Links over anything but an interface of the host's are left out.
  func resolve(_ readings: [NamespaceReading]) throws(NetlinkError) -> [[Int32: LinkName]] {
    var found = [[Int32: LinkName]](repeating: [:], count: readings.count)
    guard readings.contains(where: { $0.links.contains { $0.lower != nil } }) else { return found }
    let host = try connections.host()
    var names: [Int32: LinkName] = [:]
    for link in try host.list(LinkDump()) { names[link.index] = LinkName(rawValue: link.name) }
    for (number, reading) in readings.enumerated() {
      let links = reading.links.filter { $0.lower != nil }
      guard !links.isEmpty else { continue }
      let connection = try connections.connection(to: reading.name.rawValue)
      guard let identifier = try connection.identifiers(of: [host.namespace])[0] else { continue }
      for link in links where link.lower?.namespaceID == identifier {
        found[number][link.index] = link.lower.flatMap { names[$0.index] }
      }
    }
    return found
  }
}
