import DataPlane
package import HostState
import IPAddressing
package import Netlink

extension ForeignItem {
  /// - Parameter links: Those of the namespace, for the words.
  init(_ listed: ListedObject, links: LinkTable) {
    let link = listed.linkIndex.map(links.name)
    let kind: Kind =
      switch listed.kind {
      case .nexthop: .nexthop
      case .neighbor: .proxyNeighbor
      case .queueingDiscipline: .queueingDiscipline
      case .filter: .filter
      case .address, .route, .rule: .address
      }
    self.init(
      kind, link: link, summary: listed.summary + (link.map { " dev \($0)" } ?? ""),
      selector: listed.message)
  }

  init(_ address: Address, links: LinkTable) {
    let link = links.name(address.linkIndex)
    self.init(
      .address, link: link,
      summary: "\(address.address)/\(address.prefixLength) \(address.strangeness) dev \(link)",
      selector: address.message)
  }

  init(_ table: LegacyTable) {
    self.init(
      .legacyTable, summary: "\(table)",
      selector: [table.family == .ipv4 ? 4 : 6] + Array(table.name.utf8))
  }

  /// The table that a selector means; nil for an object of another kind.
  package var legacyTable: LegacyTable? {
    guard kind == .legacyTable, let family = selector.first else { return nil }
    return LegacyTable(
      family: family == 4 ? .ipv4 : .ipv6,
      name: String(decoding: selector.dropFirst(), as: UTF8.self))
  }

  init(_ program: ForeignProgram, links: LinkTable) {
    let link = links.name(program.linkIndex)
    self.init(
      .program, link: link,
      summary: "id \(program.id) tcx \(program.isIngress ? "ingress" : "egress") dev \(link)",
      selector: program.selector)
  }

  /// What deletes an object of this kind by its selector; nil for those that netlink does not delete.
  package var deletion: DeleteObject.Kind? {
    switch kind {
    case .address: .address
    case .nexthop: .nexthop
    case .proxyNeighbor: .neighbor
    case .queueingDiscipline: .queueingDiscipline
    case .filter: .filter
    case .program, .ipsec, .legacyTable: nil
    }
  }
}
