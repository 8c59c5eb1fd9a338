import Glibc
import HostState
import IPAddressing
import Netlink
import Observation
import Planning

extension WorkPlanner {
  /// Errnos of a deletion that came too late.
  static let alreadyGone: Set<Int32> = [ENOENT, ESRCH, ENODEV, EADDRNOTAVAIL]

  /// The one batch of requests that a change of an address, neighbour, route or rule is.
  func requestStep(_ change: Change) -> NamespaceWork.Step {
    let id = change.object
    guard let requests = requests(for: change) else {
      return .anywhere { "\(id.label) cannot be expressed: its link is not there" }
    }
    let isDeletion = change.after == nil
    switch id.kind {
    case .rule:
      return .requests(requests, tolerating: isDeletion ? Self.alreadyGone : [EEXIST])
    case .absentDefaultRule:
      return .requests(requests, tolerating: isDeletion ? [EEXIST] : Self.alreadyGone)
    default: return .requests(requests, tolerating: isDeletion ? Self.alreadyGone : [])
    }
  }

  private func requests(for change: Change) -> [any NetlinkRequest]? {
    let table = table(change.object.namespace)
    let edit: Edit = change.after == nil ? .delete : .replace
    switch change.object.kind {
    case .address(let link, let address):
      return addressRequests(link, address, change, table)
    case .neighbor(let link, let address):
      guard case .neighbor(let macAddress)? = change.after ?? change.before else { return nil }
      let state = NeighborState(link: link, address: address, macAddress: macAddress)
      return state.request(edit, links: table).map { [$0] }
    case .route(let number, let destination, let metric):
      guard case .route(let action, let lockedMTU)? = change.after ?? change.before else {
        return nil
      }
      let state = RouteState(
        table: number, destination: destination, metric: metric, action: action,
        lockedMTU: lockedMTU)
      return state.request(edit, links: table).map { [$0] }
    case .foreignRoute(let route): return route.request(.delete, links: table).map { [$0] }
    case .rule(let rule): return rule.request(edit == .delete ? .delete : .add).map { [$0] }
    case .absentDefaultRule(let rule): return [rule.request(edit == .delete ? .add : .delete)]
    case .namespace, .sysctl, .link, .foreign, .nftablesTable, .dataPlane, .process: return nil
    }
  }

  /// IPv4 gets the new length before it loses the old one; IPv6 has an address once only.
  private func addressRequests(
    _ link: LinkName, _ address: IPAddress, _ change: Change, _ table: LinkTable
  ) -> [any NetlinkRequest]? {
    func lengths(_ object: HostObject?) -> [Int] {
      if case .address(let lengths)? = object { lengths } else { [] }
    }
    func requests(_ edit: Edit, _ lengths: [Int]) -> [any NetlinkRequest]? {
      let states = lengths.map { AddressState(link: link, address: address, prefixLength: $0) }
      let requests = states.compactMap { $0.request(edit, links: table) }
      return requests.count == states.count ? requests : nil
    }
    let (old, new) = (lengths(change.before), lengths(change.after))
    guard let added = requests(.replace, new.filter { !old.contains($0) }),
      let removed = requests(.delete, old.filter { !new.contains($0) })
    else { return nil }
    return address.isIPv4 ? added + removed : removed + added
  }
}
