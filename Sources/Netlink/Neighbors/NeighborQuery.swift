import CLinux
import Glibc
package import IPAddressing

/// Asks for the neighbour that a link has for an address: the kernel keeps those of all namespaces in
/// one table, and each dump walks the whole of it (`neigh_dump_table`, net/core/neighbour.c).
package struct NeighborQuery: NetlinkRequest {
  package var linkIndex: Int32
  package var address: IPAddress

  package init(linkIndex: Int32, address: IPAddress) {
    self.linkIndex = linkIndex
    self.address = address
  }

  package var messageType: Int { Int(RTM_GETNEIGH) }
  package var description: String { "neigh get \(address) dev index \(linkIndex)" }

  package func encode(into message: inout MessageBuffer) {
    var header = ndmsg()
    header.ndm_family = address.family.number
    header.ndm_ifindex = linkIndex
    message.append(header)
    message.attribute(Int(NDA_DST), bytes: address.bytes)
  }
}

extension NamespaceConnection {
  /// The neighbours that there are of those that are asked for.
  package func neighbors(_ queries: [NeighborQuery]) throws(NetlinkError) -> [Neighbor] {
    var found: [Neighbor] = []
    let outcomes = transact(queries, channel: .route) { _, message in
      if let neighbor = NeighborDump().decode(message) { found.append(neighbor) }
    }
    let absent: Set<Int32> = [ENOENT, ENODEV]
    for case .failure(let error) in outcomes where !absent.contains(error.code) { throw error }
    return found
  }
}
