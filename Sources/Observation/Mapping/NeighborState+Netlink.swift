package import HostState
import IPAddressing
package import Netlink

extension NeighborState {
  /// Nil for an entry without a MAC address.
  package init?(_ neighbor: Neighbor, links: LinkTable) {
    guard let macAddress = neighbor.macAddress else { return nil }
    self.init(
      link: links.name(neighbor.linkIndex), address: neighbor.address, macAddress: macAddress)
  }

  /// What adds, exchanges or deletes the entry; nil if its link is not in `links`.
  package func request(_ edit: Edit, links: LinkTable) -> (any NetlinkRequest)? {
    guard let reference = links.reference(link) else { return nil }
    let neighbor = Neighbor(
      linkIndex: reference.index, address: address, macAddress: macAddress)
    return NeighborRequest(edit, neighbor, linkName: link.rawValue)
  }
}
