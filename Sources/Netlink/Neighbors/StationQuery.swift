import CLinux
import Glibc
import IPAddressing

/// Asks a bridge where an Ethernet address is; a dump would take the product of its ports and entries
/// (`br_fdb_dump`, net/bridge/br_fdb.c).
struct StationQuery: NetlinkRequest {
  let station: Station

  var messageType: Int { Int(RTM_GETNEIGH) }
  var description: String { "fdb get \(station.macAddress) dev index \(station.portIndex) master" }

  func encode(into message: inout MessageBuffer) {
    var header = ndmsg()
    header.ndm_family = UInt8(AF_BRIDGE)
    header.ndm_ifindex = station.portIndex
    header.ndm_flags = UInt8(NTF_MASTER)
    message.append(header)
    message.attribute(Int(NDA_LLADDR), bytes: station.macAddress.bytes)
  }

  /// Whether it is behind that port, by a static entry.
  func isConfirmed(by message: Message) -> Bool {
    guard message.type == Int(RTM_NEWNEIGH), let header = message.familyHeader(ndmsg.self)
    else { return false }
    return header.ndm_ifindex == station.portIndex && header.ndm_state == UInt16(NUD_NOARP)
  }
}

extension NamespaceConnection {
  /// Those that bridges have a static entry for; a port that has gone has none.
  package func known(_ stations: [Station]) throws(NetlinkError) -> [Station] {
    let queries = stations.map(StationQuery.init)
    var known: [Station] = []
    let outcomes = transact(queries, channel: .route) { place, message in
      if queries[place].isConfirmed(by: message) { known.append(stations[place]) }
    }
    let absent: Set<Int32> = [ENOENT, EINVAL, ENODEV]
    for case .failure(let error) in outcomes where !absent.contains(error.code) { throw error }
    return known
  }
}
