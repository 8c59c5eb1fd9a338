import HostState
import IPAddressing

extension Planner {
  /// Takes down what is not desired, from the processes down.
  ///
  /// What lies in a namespace that goes is not removed one by one, except what would outlive it.
  mutating func remove() {
    // Only what was there, and what a switch has made, can be.
    guard !observed.isEmpty else { return }
    let unwanted = model.keys.filter { desired[$0] == nil }.sorted()
    guard !unwanted.isEmpty else { return }
    let kept = unwanted.filter { !isDying($0.namespace) }
    remove(unwanted, .stopProcesses) { if case .process = $0.kind { true } else { false } }
    removeRules(kept)

    let links = leavingLinks(unwanted)
    let onLinks = Set(links)
    func hangs(_ id: HostObjectID, on link: LinkName?) -> Bool {
      guard let link else { return false }
      return onLinks.contains(HostObjectID(id.namespace, .link(link)))
    }
    let routes = unwanted.filter { id in
      switch model[id] {
      case .route(let action, _)?: return !isDying(id.namespace) || hangs(id, on: action.link)
      case .foreignRoute?: return !isDying(id.namespace)
      default: return false
      }
    }
    for id in routes.sorted(by: { Self.preferredFirst($1, $0) }) { emit(.removeRoutes, id, nil) }
    // A route by a next hop that is gone could not be deleted.
    removeForeign(.removeRoutes) { $0.kind == .nexthop }
    remove(unwanted, .removeDataPlanes) { $0.kind == .dataPlane }
    remove(kept, .removeNFTables) { if case .nftablesTable = $0.kind { true } else { false } }
    let held = holdRoutes(overLinksLosing: unwanted)
    for id in unwanted {
      switch id.kind {
      case .address(let link, _), .neighbor(let link, _):
        if !isDying(id.namespace) || hangs(id, on: link) { emit(.removeAddresses, id, nil) }
      default: break
      }
    }
    for id in held { emit(.restoreRoutes, id, desired[id]) }
    removeLinks(links, .removeLinks) { _ in nil }
    removeNamespaces(
      unwanted.filter { $0.kind == .namespace }.map(\.namespace), .removeNamespaces, because: nil)
  }

  private mutating func remove(
    _ ids: [HostObjectID], _ phase: Phase, where isIncluded: (HostObjectID) -> Bool
  ) {
    for id in ids where isIncluded(id) { emit(phase, id, nil) }
  }

  /// With a link's last IPv4 address the kernel takes the routes over it (`fib_disable_ip`,
  /// net/ipv4/fib_frontend.c): those that stay are blackholes meanwhile.
  ///
  /// - Returns: The routes, to be restored.
  private mutating func holdRoutes(overLinksLosing unwanted: [HostObjectID]) -> [HostObjectID] {
    func link(_ id: HostObjectID) -> HostObjectID? {
      guard case .address(let link, let address) = id.kind, address.isIPv4 else { return nil }
      return HostObjectID(id.namespace, .link(link))
    }
    let losing = Set(unwanted.compactMap(link)).filter { desired[$0] != nil }
    guard !losing.isEmpty else { return [] }
    let bare = losing.subtracting(desired.keys.compactMap(link))
    let routes = sorted(desired) { id in
      guard case .route(_, let destination, _) = id.kind, destination.family == .ipv4,
        case .route(let action, _)? = desired[id], let name = action.link
      else { return false }
      return bare.contains(HostObjectID(id.namespace, .link(name)))
    }
    for id in routes {
      emit(
        .removeAddresses, id, .route(.blackhole, lockedMTU: nil),
        because: "held as a blackhole while its link loses its last address")
    }
    return routes
  }

  /// The kernel's own rules come back first; what fails closed goes last.
  private mutating func removeRules(_ ids: [HostObjectID]) {
    remove(ids, .removeRules) { if case .absentDefaultRule = $0.kind { true } else { false } }
    for blackholes in [false, true] {
      remove(ids.reversed(), .removeRules) {
        if case .rule(let rule) = $0.kind {
          (rule.action == .blackhole) == blackholes
        } else {
          false
        }
      }
    }
  }

  /// Links of namespaces that stay, and veth pairs with one end in such a namespace.
  private func leavingLinks(_ unwanted: [HostObjectID]) -> [HostObjectID] {
    unwanted.filter { id in
      guard case .link = id.kind else { return false }
      if !isDying(id.namespace) { return true }
      guard let peer = ReplacedLinks.peer(of: id, in: model) else { return false }
      return !isDying(peer.namespace)
    }
  }
}
