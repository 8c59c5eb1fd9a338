package import HostState

extension HostState {
  /// Checks that a desired state is one that a kernel can hold, so that a plan to it exists.
  package func checkConsistency() throws(PlanningError) {
    for (name, namespace) in namespaces {
      try namespace.checkConsistency(in: name, of: self)
    }
  }
}

extension NamespaceState {
  fileprivate func checkConsistency(
    in name: NamespaceName, of host: HostState
  ) throws(PlanningError) {
    func fail(_ kind: HostObjectID.Kind, _ message: String) -> PlanningError {
      PlanningError(object: HostObjectID(name, kind), message: message)
    }
    if !name.rawValue.hasPrefix(NamespaceName.prefix(topology: host.topology)) {
      throw fail(.namespace, "the name is not one of topology \(host.topology)")
    }
    if resource.isEmpty { throw fail(.namespace, "it stands for no resource") }
    var indexes: [Int32: LinkName] = [.init(1): .loopback]
    for (link, state) in links {
      if let other = indexes.updateValue(link, forKey: state.index) {
        throw fail(.link(link), "it has the index \(state.index) of \(other)")
      }
      if let master = state.master, links[master]?.kind != .bridge {
        throw fail(.link(link), "its master \(master) is no bridge")
      }
      switch state.kind {
      case .bridge, .hostInterface: break
      case .veth(let peerNamespace, let peer):
        guard
          host.namespaces[peerNamespace]?.links[peer]?.kind
            == .veth(peerNamespace: name, peer: link), (peerNamespace, peer) != (name, link)
        else { throw fail(.link(link), "its other end \(peerNamespace) \(peer) is not its peer") }
      case .foreign: throw fail(.link(link), "a foreign link cannot be made")
      }
    }
    func exists(_ link: LinkName) -> Bool { link == .loopback || links[link] != nil }
    for address in addresses where !exists(address.link) {
      throw fail(.address(address.link, address.address), "there is no such link")
    }
    for neighbor in neighbors where !exists(neighbor.link) {
      throw fail(.neighbor(neighbor.link, neighbor.address), "there is no such link")
    }
    for route in routes {
      if case .foreign = route.action { throw fail(route.kind, "a foreign route cannot be made") }
      if let link = route.action.link, !exists(link) {
        throw fail(route.kind, "there is no link \(link)")
      }
    }
    for rule in rules {
      if case .foreign = rule.action { throw fail(.rule(rule), "a foreign rule cannot be made") }
    }
    if dataPlane == .incomplete { throw fail(.dataPlane, "an incomplete one cannot be made") }
    for link in dataPlane?.links ?? [] where !exists(link) {
      throw fail(.dataPlane, "there is no link \(link)")
    }
  }
}
