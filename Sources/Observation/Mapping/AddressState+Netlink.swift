package import HostState
import IPAddressing
package import Netlink

extension AddressState {
  package init(_ address: Address, links: LinkTable) {
    self.init(
      link: links.name(address.linkIndex), address: address.address,
      prefixLength: address.prefixLength)
  }

  /// What adds or deletes the address; nil if its link is not in `links`.
  package func request(_ edit: Edit, links: LinkTable) -> (any NetlinkRequest)? {
    guard let reference = links.reference(link) else { return nil }
    let address = Address(
      linkIndex: reference.index, address: address, prefixLength: prefixLength,
      owner: RouteState.protocolNumber)
    return AddressRequest(edit, address, linkName: link.rawValue)
  }
}
