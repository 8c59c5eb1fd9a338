import HostState
import IPAddressing

extension Planner {
  /// Takes down what is not desired: first what leads packets to the rest.
  ///
  /// What lies in a namespace that goes is not removed one by one, except what would outlive it.
  ///
  /// - Parameter leaving: The data planes that lose targets or endpoints, and stay.
  mutating func remove(_ leaving: [HostObjectID]) {
    // Only what was there, and what a switch has made, can be.
    let unwanted =
      observed.isEmpty ? [] : model.keys.filter { desired[$0] == nil }.sorted()
    guard !unwanted.isEmpty || !leaving.isEmpty else { return }
    let kept = unwanted.filter { !isDying($0.namespace) }
    let links = leavingLinks(unwanted)
    let onLinks = Set(links)
    func hangs(_ id: HostObjectID, on link: LinkName?) -> Bool {
      guard let link else { return false }
      return onLinks.contains(HostObjectID(id.namespace, .link(link)))
    }
    // What is still on its way back over a link that goes asks that link's rule.
    let isLast = { (id: HostObjectID) -> Bool in
      guard case .rule(let rule) = id.kind else { return false }
      return rule.action == .blackhole || hangs(id, on: rule.inputLink)
    }
    // While all that leads to them and back is there.
    deregisterTargets(leaving)
    // The kernel's own rules come back first.
    remove(kept, .removeRules) { if case .absentDefaultRule = $0.kind { true } else { false } }
    remove(kept.reversed(), .removeRules) { $0.isRule && !isLast($0) }
    for id in routes(among: kept, where: { _, _ in true }) { emit(.removeRoutes, id, nil) }
    remove(kept.reversed(), .closeRules) { isLast($0) }
    for id in leaving where model[id] != desired[id] { emit(.removeEndpoints, id, desired[id]) }
    remove(unwanted, .stopProcesses) { if case .process = $0.kind { true } else { false } }
    remove(unwanted, .removeDataPlanes) { $0.kind == .dataPlane }
    let foreign = Set(
      kept.filter { model[$0] == .foreignRoute || $0.isTable && reasons.isForeign($0) })
    remove(kept, .removeNFTables) { $0.isTable && !foreign.contains($0) }
    let held = holdRoutes(overLinksLosing: unwanted)
    // By these what goes has answered until it was drained.
    for id in routes(among: unwanted, where: { hangs($0, on: $1.link) }) {
      emit(.removeAddresses, id, nil)
    }
    for id in unwanted {
      switch id.kind {
      case .address(let link, _), .neighbor(let link, _):
        if !isDying(id.namespace) || hangs(id, on: link) { emit(.removeAddresses, id, nil) }
      default: break
      }
    }
    for id in held { emit(.restoreRoutes, id, desired[id]) }
    // What may not come back as it was goes when hardly anything is left that could be refused.
    remove(kept, .removeForeign) { foreign.contains($0) }
    removeForeign(.removeForeign) { $0.isInNobodysWay }
    removeLinks(links, .removeLinks) { _ in nil }
    removeNamespaces(
      unwanted.filter { $0.kind == .namespace }.map(\.namespace), .removeNamespaces, because: nil)
  }

  private mutating func deregisterTargets(_ leaving: [HostObjectID]) {
    for id in leaving {
      guard case .dataPlane(.gatewayLoadBalancer(let old))? = model[id],
        case .dataPlane(.gatewayLoadBalancer(var new))? = desired[id]
      else { continue }
      (new.endpoints, new.nodes) = (old.endpoints, old.nodes)
      if new != old { emit(.deregistration, id, .dataPlane(.gatewayLoadBalancer(new))) }
    }
  }

  /// In a table the most preferred last.
  private func routes(
    among ids: [HostObjectID], where isIncluded: (HostObjectID, RouteState.Action) -> Bool
  ) -> [HostObjectID] {
    ids.filter { id in
      if case .route(let action, _)? = model[id] { isIncluded(id, action) } else { false }
    }.sorted { Self.preferredFirst($1, $0) }
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

extension HostObjectID {
  fileprivate var isRule: Bool { if case .rule = kind { true } else { false } }
  fileprivate var isTable: Bool { if case .nftablesTable = kind { true } else { false } }
}
