import HostState
import IPAddressing
import Netlink

/// Finds the ports whose bridges have a static entry for the Ethernet address at the other end of
/// their veth.
struct StationResolver {
  let readings: [NamespaceReading]
  let connections: NamespaceConnections

  /// For each reading, the addresses by the ports' indexes in it.
  ///
  /// - Parameter peers: Of each reading, the other ends by the veths' indexes.
  func resolve(
    peers: [[Int32: PeerResolver.End]], threads: Int
  ) throws(NetlinkError) -> [[Int32: MACAddress]] {
    var addresses: [PeerResolver.End: MACAddress] = [:]
    for reading in readings {
      for link in reading.links {
        let end = PeerResolver.End(namespace: reading.name, link: LinkName(rawValue: link.name))
        addresses[end] = link.macAddress
      }
    }
    let questions = readings.indices.compactMap { index in
      let stations = readings[index].links.filter { $0.masterIndex != nil }.compactMap { port in
        peers[index][port.index].flatMap { addresses[$0] }
          .map { Station(portIndex: port.index, macAddress: $0) }
      }
      return stations.isEmpty ? nil : (index: index, stations: stations)
    }
    let answers = try DedicatedThread.map(questions, threads: threads) { question in
      Result { () throws(NetlinkError) in
        let name = readings[question.index].name.rawValue
        return try connections.connection(to: name).known(question.stations)
      }
    }
    var found = [[Int32: MACAddress]](repeating: [:], count: readings.count)
    for (question, answer) in zip(questions, answers) {
      for station in try answer.get() {
        found[question.index][station.portIndex] = station.macAddress
      }
    }
    return found
  }
}
